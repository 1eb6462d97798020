import { useRef } from 'react';
import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { photoUnsupported } from '../selectors.ts';
import { useActions, useStudioState } from '../studio-context.tsx';

/** Opens a picture of the person's own, to make masks for it. */
export function PhotoButton() {
  const unsupported = useStudioState(photoUnsupported);
  const input = useRef<HTMLInputElement>(null);
  const actions = useActions();
  return (
    <>
      <Button
        className="button button-quiet photo-button"
        isDisabled={unsupported !== null}
        {...(unsupported === null ? {} : { 'aria-describedby': 'photo-unsupported' })}
        onPress={() => input.current?.click()}
      >
        <Icon name="photo" />
        <span>Make masks for a photo</span>
      </Button>
      {unsupported !== null && (
        <p className="hint" id="photo-unsupported">
          {unsupported}
        </p>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label="Photo"
        onChange={({ target }) => {
          actions.openPhoto([...(target.files ?? [])]);
          target.value = '';
        }}
      />
    </>
  );
}
