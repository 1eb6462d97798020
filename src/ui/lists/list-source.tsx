import { useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { OpenList } from '../../studio/lists/list-state.ts';
import { Icon } from '../controls/icons.tsx';
import { useActions } from '../studio-context.tsx';
import { LIST_FILES } from './list-file.ts';

const EXAMPLE = 'a cat and a dog on the grass; cat, dog\na boat on the sea; boat';

/** A list from a file, pasted or typed; and why the last one could not be read. */
export function ListSource({ list }: { readonly list: Exclude<OpenList, { phase: 'read' }> }) {
  const actions = useActions();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const isReading = list.phase === 'reading';
  return (
    <div className="list-source">
      <p role="alert" className="error-text">
        {list.phase === 'refused' && `${list.name ? `${list.name}: ` : ''}${list.message}`}
      </p>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          Prompts
        </label>
        <textarea
          id={id}
          className="input list-text"
          rows={8}
          spellCheck={false}
          value={text}
          placeholder={EXAMPLE}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-hint`} className="hint">
          A prompt a line, <code>caption; class, class</code>; a CSV with the columns <code>caption</code>,{' '}
          <code>classes</code> and, if you like, <code>filename</code> and <code>seed</code>; or JSON, such as the lists
          of Dataset Diffusion. A file of these can be dropped here, too.
        </p>
      </div>
      <div className="list-actions">
        <p className="hint" role="status">
          {isReading && `Reading ${list.name ?? 'the list'}…`}
        </p>
        <Button className="button" onPress={() => input.current?.click()}>
          <Icon name="folder" />
          Choose a file
        </Button>
        <Button
          className="button button-primary"
          isDisabled={text.trim() === ''}
          onPress={() => actions.readListText(text)}
        >
          Check the list
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept={LIST_FILES}
        hidden
        aria-label="List of prompts"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) actions.readListFile(file);
          // The same file can be chosen again after it was corrected.
          target.value = '';
        }}
      />
    </div>
  );
}
