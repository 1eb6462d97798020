import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { ClassRowFields } from './class-row.tsx';
import { changeRow, type DraftProblem, type LabelSetDraft, moveRow, removeRow } from './label-set-draft.ts';

interface ClassTableProps {
  readonly draft: LabelSetDraft;
  readonly problems: readonly DraftProblem[];
  /** @param topic as in `record` */
  readonly onChange: (next: LabelSetDraft, topic?: string | null) => void;
}

/** The classes in order: dragged by their grips, or moved with arrow keys. */
export function ClassTable({ draft, problems, onChange }: ClassTableProps) {
  const list = useRef<HTMLUListElement>(null);
  const [draggedKey, setDraggedKey] = useState<number | null>(null);
  const { rows } = draft;
  const newest = useRef(rows.length);
  useEffect(() => {
    // Who adds a class goes on with its name.
    if (rows.length === newest.current + 1 && rows.at(-1)?.name === '') {
      list.current?.querySelector<HTMLElement>('li:last-child input[data-name]')?.focus();
    }
    newest.current = rows.length;
  }, [rows]);

  const move = (key: number, step: number) => {
    const to = rows.findIndex((row) => row.key === key) + step;
    if (to < 0 || to >= rows.length) return;
    onChange(moveRow(draft, key, to), `place of ${key}`);
    // Moving the row in the document can drop its focus.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-grip="${key}"]`)?.focus());
  };
  const onPointerMove = (event: PointerEvent) => {
    if (draggedKey === null) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-row]');
    const to = rows.findIndex((row) => row.key === Number(under?.dataset.row));
    if (to >= 0 && rows[to]?.key !== draggedKey) onChange(moveRow(draft, draggedKey, to), `place of ${draggedKey}`);
  };
  if (rows.length === 0) return <p className="hint">No class yet. Add one, or import a file.</p>;
  return (
    <>
      <p className="class-columns" aria-hidden="true">
        <span>Number</span>
        <span>Name</span>
        <span>Words in prompts</span>
        <span>Synonyms</span>
      </p>
      <ul
        ref={list}
        className="class-rows scroll"
        aria-label="Classes of the set"
        onPointerMove={onPointerMove}
        onLostPointerCapture={() => setDraggedKey(null)}
      >
        {rows.map((row, index) => (
          <ClassRowFields
            key={row.key}
            row={row}
            place={index + 1}
            count={rows.length}
            isDragged={draggedKey === row.key}
            problems={problems.filter(({ key }) => key === row.key)}
            onChange={(change, topic) => onChange(changeRow(draft, row.key, change), `${topic} of ${row.key}`)}
            onMove={(step) => move(row.key, step)}
            onGrab={(pointerId) => {
              setDraggedKey(row.key);
              list.current?.setPointerCapture(pointerId);
            }}
            onRemove={() => onChange(removeRow(draft, row.key))}
          />
        ))}
      </ul>
    </>
  );
}
