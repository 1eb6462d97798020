import { useId, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { ListRow } from '../../core/lists/types.ts';
import type { OpenList } from '../../studio/lists/list-state.ts';
import { SwitchRow } from '../controls/switch-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { ClassTags } from './class-tags.tsx';
import { goodCount, listNotes, listSummary } from './list-text.ts';
import { Pages } from './pages.tsx';
import { UnknownClassesNote } from './unknown-classes-note.tsx';

interface ListPreviewProps {
  readonly list: Extract<OpenList, { phase: 'read' }>;
  readonly onAnother: () => void;
}

/** The rows of a list with what each would give, or its error; good ones can be taken without the bad ones. */
export function ListPreview({ list, onAnother }: ListPreviewProps) {
  const hasFailed = useStudioState((state) => state.engine.phase === 'failed');
  const seed = useStudioState((state) => state.draft.seed);
  const actions = useActions();
  const [isErrorsOnly, setErrorsOnly] = useState(false);
  const id = useId();
  const classIds = useMemo(() => list.rows.flatMap((row) => (row.ok ? row.item.classIds : [])), [list]);
  const good = goodCount(list);
  const bad = list.rows.length - good;
  const isBlocked = good === 0 || list.isUnchecked || hasFailed;
  const rows = isErrorsOnly && bad > 0 ? list.rows.filter(({ ok }) => !ok) : list.rows;
  const pictures = good === 1 ? '1 picture' : `${good.toLocaleString('en')} pictures`;
  return (
    <div className="list-preview">
      <p id={id} role="status">
        {listSummary(list)}
        {hasFailed && ' The engine did not start, so no picture can be made.'}
      </p>
      {listNotes(list, seed).map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      <UnknownClassesNote classIds={classIds} />
      {bad > 0 && <SwitchRow label="Only rows with errors" isSelected={isErrorsOnly} onChange={setErrorsOnly} />}
      <Pages rows={rows}>
        {(shown) => (
          <table className="rows-table" aria-label="Rows of the list">
            <thead>
              <tr>
                <th scope="col">Row</th>
                <th scope="col">Prompt</th>
                <th scope="col">Classes</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.row} row={row} />
              ))}
            </tbody>
          </table>
        )}
      </Pages>
      <div className="list-actions">
        <Button className="button button-quiet" onPress={onAnother}>
          Another list
        </Button>
        <Button className="button" isDisabled={isBlocked} onPress={() => actions.enqueueList('front')}>
          Add to the front
        </Button>
        <Button
          className="button button-primary"
          isDisabled={isBlocked}
          aria-describedby={id}
          onPress={() => actions.enqueueList('back')}
        >
          {bad === 0 ? `Add ${pictures} to the queue` : `Add the ${good} good to the queue`}
        </Button>
      </div>
    </div>
  );
}

function Row({ row }: { readonly row: ListRow }) {
  if (!row.ok) {
    return (
      <tr data-bad="">
        <th scope="row" className="number">
          {row.row}
        </th>
        <td colSpan={2}>
          <span className="row-text" translate="no">
            {row.text}
          </span>
          <p className="error-text">{row.error.message}</p>
        </td>
      </tr>
    );
  }
  const { caption, classIds, fileName, seed } = row.item;
  const facts = [fileName, seed === null ? null : `seed ${seed}`].filter(Boolean).join(' · ');
  return (
    <tr>
      <th scope="row" className="number">
        {row.row}
      </th>
      <td>
        <span translate="no">{caption || 'Classes only'}</span>
        {facts && (
          <p className="hint number" translate="no">
            {facts}
          </p>
        )}
      </td>
      <td>
        <ClassTags classIds={classIds} />
      </td>
    </tr>
  );
}
