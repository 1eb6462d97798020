import { useRef } from 'react';
import { Button } from 'react-aria-components';
import { useActions } from '../../studio-context.tsx';

/** Settings into a file and out of one, for other machines and the command line. */
export function SettingsFileRow() {
  const actions = useActions();
  const input = useRef<HTMLInputElement>(null);
  return (
    <fieldset className="field settings-file">
      <legend className="field-label">Settings file</legend>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="File with settings"
        accept=".json,.jpg,.jpeg,.png,application/json,image/jpeg,image/png"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) actions.openSettings(file);
          event.target.value = '';
        }}
      />
      <div className="settings-file-row">
        <Button className="button button-small" onPress={actions.exportSettings}>
          Export settings
        </Button>
        <Button className="button button-small" onPress={() => input.current?.click()}>
          Open settings file…
        </Button>
      </div>
      <p className="hint">
        All but caption and classes, with tuning and export, for another machine or the command line. Pictures of an
        export and its manifest.json can be opened, too. JSON files can also be dropped on the page.
      </p>
    </fieldset>
  );
}
