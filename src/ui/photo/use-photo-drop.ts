import { useEffect, useState } from 'react';
import { isListFile } from '../lists/list-file.ts';
import { useStudio } from '../studio-context.tsx';
import { pastedPictures } from './pasted-pictures.ts';

/** An open dialog has its own use for files. */
const BUSY = '[role=dialog]';

/**
 * Picture files that are dropped anywhere on the page, or pasted, are opened to make masks for them; lists of prompts and
 * settings files that are dropped are read. Returns whether files are being dragged over the page.
 */
export function usePhotoDrop(): boolean {
  const { actions } = useStudio();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const dragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Without this the browser would leave the page to show the file.
      event.preventDefault();
      setOver(!document.querySelector(BUSY));
    };
    const dragLeave = (event: DragEvent) => {
      // Null: out of the window, not from one element to the next.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (document.querySelector(BUSY)) return;
      const files = [...(event.dataTransfer?.files ?? [])];
      const list = files.find(isListFile);
      if (list) actions.openTextFile(list);
      else actions.openPhoto(files);
    };
    const paste = (event: ClipboardEvent) => {
      const pictures = pastedPictures(event);
      if (pictures.length === 0 || document.querySelector(BUSY)) return;
      event.preventDefault();
      actions.openPhoto(pictures);
    };
    const listeners = [
      ['dragover', dragOver],
      ['dragleave', dragLeave],
      ['drop', drop],
      ['paste', paste],
    ] as const;
    for (const [type, listener] of listeners) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of listeners) window.removeEventListener(type, listener as EventListener);
    };
  }, [actions]);
  return isOver;
}
