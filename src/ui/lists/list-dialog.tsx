import { type DragEvent, useEffect, useRef, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../controls/icon-button.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { ListPreview } from './list-preview.tsx';
import { ListSource } from './list-source.tsx';

/** A list of prompts: where it comes from, then its rows, judged, before any picture is queued. */
export function ListDialog() {
  const list = useStudioState((state) => state.list);
  const actions = useActions();
  const [isOver, setOver] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const phase = list?.phase;
  // What had the focus may be gone with the phase before; without it, not even Escape would be heard.
  useEffect(() => {
    const dialog = heading.current?.closest('.dialog');
    if (phase && !dialog?.contains(document.activeElement)) heading.current?.focus();
  }, [phase]);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) actions.readListFile(file);
  };
  return (
    <ModalOverlay className="modal-overlay" isOpen isDismissable onOpenChange={(open) => !open && actions.closeList()}>
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2} ref={heading} tabIndex={-1}>
              List of prompts
            </Heading>
            <IconButton icon="close" label="Close" onPress={() => actions.closeList()} />
          </div>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button inside does the same */}
          <div
            className="list-body"
            data-over={isOver ? '' : undefined}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={drop}
          >
            {list?.phase === 'read' ? (
              <ListPreview list={list} onAnother={() => actions.showList()} />
            ) : (
              list && <ListSource list={list} />
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
