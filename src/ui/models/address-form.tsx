import { type FormEvent, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { useActions } from '../studio-context.tsx';

/** A model by the address of its folder. */
export function AddressForm() {
  const [url, setUrl] = useState('');
  const actions = useActions();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    actions.checkModel({ kind: 'url', url });
  };
  return (
    <form className="address-form" onSubmit={submit} noValidate>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          Address of the model's folder
        </label>
        <div className="address-row">
          <input
            id={id}
            className="input"
            type="url"
            inputMode="url"
            autoComplete="url"
            spellCheck={false}
            value={url}
            placeholder="https://huggingface.co/owner/name"
            aria-describedby={`${id}-hint`}
            onChange={(event) => setUrl(event.target.value)}
          />
          <Button className="button button-primary" type="submit" isDisabled={url.trim() === ''}>
            Check
          </Button>
        </div>
        <p id={`${id}-hint`} className="hint">
          The folder that holds unet, text_encoder, vae_decoder and tokenizer in ONNX form, or the page of a repository
          on Hugging Face. The server must allow requests from other pages (CORS). Only the model's files are asked for;
          prompts and pictures are not sent.
        </p>
      </div>
    </form>
  );
}
