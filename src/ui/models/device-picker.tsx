import { type DragEvent, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useActions } from '../studio-context.tsx';
import { pickDirectory } from './pick-directory.ts';

/** A model from a folder of this device, chosen or dropped; nothing of it is copied. */
export function DevicePicker() {
  const [isOver, setOver] = useState(false);
  const folderInput = useRef<HTMLInputElement>(null);
  const filesInput = useRef<HTMLInputElement>(null);
  const actions = useActions();

  const chooseFolder = async () => {
    const picked = await pickDirectory();
    if (picked === 'no-picker') folderInput.current?.click();
    else if (picked) actions.checkModel({ kind: 'directory', handle: picked });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    actions.checkDroppedFiles(event.dataTransfer.items);
  };
  const take = (input: HTMLInputElement) => {
    if (input.files?.length) actions.checkChosenFiles([...input.files]);
    // The same folder can be chosen again after it was corrected.
    input.value = '';
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons inside do the same
    <div
      className="drop-zone"
      data-over={isOver ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="folder" size={24} />
      <p>Drop a model's folder or files here, or</p>
      <div className="drop-actions">
        <Button className="button button-primary" onPress={() => void chooseFolder()}>
          Choose folder
        </Button>
        <Button className="button" onPress={() => filesInput.current?.click()}>
          Choose files
        </Button>
      </div>
      <p className="hint">
        The folder that holds unet, text_encoder, vae_decoder and tokenizer in ONNX form. The files stay where they are;
        choose them again at the next visit.
      </p>
      <input
        ref={folderInput}
        type="file"
        hidden
        aria-label="Model folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.target)}
      />
      <input
        ref={filesInput}
        type="file"
        hidden
        multiple
        aria-label="Model files"
        onChange={(event) => take(event.target)}
      />
    </div>
  );
}
