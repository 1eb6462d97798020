import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { StudioError } from '../../core/errors.ts';
import type { ReadClasses } from '../../core/prompt/label-sets/class-entries.ts';
import { MAX_CLASS_FILE_BYTES, readClassFile } from '../../core/prompt/label-sets/read-class-file.ts';
import type { LabelSetFile } from '../../studio/label-sets/label-set-state.ts';
import { useActions } from '../studio-context.tsx';
import { contentOf, type LabelSetDraft, withClasses } from './label-set-draft.ts';

interface FileBarProps {
  readonly draft: LabelSetDraft;
  readonly isValid: boolean;
  readonly onChange: (next: LabelSetDraft) => void;
  readonly onFailure: (message: string | null) => void;
}

interface ReadFile extends ReadClasses {
  readonly fileName: string;
}

const EXPORTS: readonly { readonly kind: LabelSetFile; readonly label: string }[] = [
  { kind: 'labelmap', label: 'labelmap.txt' },
  { kind: 'json', label: 'JSON' },
  { kind: 'names', label: 'Names' },
];

/** Classes from a file, with what is wrong in it line by line, and into one. */
export function FileBar({ draft, isValid, onChange, onFailure }: FileBarProps) {
  const actions = useActions();
  const input = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<ReadFile | null>(null);

  const open = async (file: File) => {
    onFailure(null);
    setRead(null);
    try {
      setRead({ ...(await readFile(file)), fileName: file.name });
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      onFailure(error.message);
    }
  };
  const take = (how: 'replace' | 'append') => {
    if (!read) return;
    const renamed = how === 'replace' && read.name !== null ? { ...draft, name: read.name } : draft;
    onChange(withClasses(renamed, read.classes, how));
    setRead(null);
  };
  return (
    <div className="label-files">
      <div className="label-files-row">
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="File with classes"
          accept=".txt,.json,text/plain,application/json"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) void open(file);
            event.target.value = '';
          }}
        />
        <Button className="button button-small" onPress={() => input.current?.click()}>
          Import…
        </Button>
        <span className="hint">labelmap.txt, JSON, or one name a line</span>
        <fieldset className="label-exports">
          <legend className="hint">Export as</legend>
          {EXPORTS.map(({ kind, label }) => (
            <Button
              key={kind}
              className="button button-small"
              isDisabled={!isValid}
              onPress={() => actions.exportLabelSet(contentOf(draft), kind)}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      </div>
      <div aria-live="polite">
        {read && (
          <ReadSummary read={read} isEmpty={draft.rows.length === 0} onTake={take} onLeave={() => setRead(null)} />
        )}
      </div>
    </div>
  );
}

interface ReadSummaryProps {
  readonly read: ReadFile;
  readonly isEmpty: boolean;
  readonly onTake: (how: 'replace' | 'append') => void;
  readonly onLeave: () => void;
}

function ReadSummary({ read: { fileName, classes, problems }, isEmpty, onTake, onLeave }: ReadSummaryProps) {
  const leftOut = problems.filter(({ effect }) => effect === 'left out').length;
  return (
    <section className="label-import" aria-label="What the file holds">
      <p>
        <strong translate="no">{fileName}</strong>: {classes.length} {classes.length === 1 ? 'class' : 'classes'}
        {leftOut > 0 && `, ${leftOut} left out`}.
      </p>
      {problems.length > 0 && (
        <ul className="label-import-problems scroll">
          {problems.map(({ at, message }) => (
            <li key={`${at} ${message}`}>
              <strong>{at}</strong> {message}
            </li>
          ))}
        </ul>
      )}
      <div className="label-files-row">
        {classes.length > 0 && (
          <Button className="button button-small button-primary" onPress={() => onTake('replace')}>
            {isEmpty ? 'Take these classes' : 'Replace the classes'}
          </Button>
        )}
        {classes.length > 0 && !isEmpty && (
          <Button className="button button-small" onPress={() => onTake('append')}>
            Add to the classes
          </Button>
        )}
        <Button className="button button-small button-quiet" onPress={onLeave}>
          Leave it
        </Button>
      </div>
    </section>
  );
}

/** @throws StudioError `settings-invalid` as `readClassFile`, and for a file that is no text or too large */
async function readFile(file: File): Promise<ReadClasses> {
  const refuse = (found: string) =>
    new StudioError({
      code: 'settings-invalid',
      message: `Expected a text file with classes, found ${found} in ${file.name}. Choose a labelmap.txt, a label set as JSON or a list of names.`,
    });
  if (file.size > MAX_CLASS_FILE_BYTES) throw refuse(`${Math.round(file.size / 1e6)} MB`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (cause) {
    throw refuse(cause instanceof TypeError ? 'bytes that are no UTF-8 text' : 'a file that cannot be read');
  }
  return readClassFile(file.name, text);
}
