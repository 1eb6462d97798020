import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { LabelClass } from '../../../core/prompt/types.ts';
import { classNames } from '../../controls/class-name.ts';
import { focusNeighbour } from '../../controls/focus-neighbour.ts';
import { Icon } from '../../controls/icons.tsx';
import { Swatch } from '../../controls/swatch.tsx';
import { findClass } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';

/** The chosen classes in prompt order: drag one by its grip, or move it with arrow keys. */
export function ClassChips() {
  const labelSet = useStudioState((state) => state.labelSet);
  const classIds = useStudioState((state) => state.draft.classIds);
  const actions = useActions();
  const list = useRef<HTMLUListElement>(null);
  const [draggedId, setDraggedId] = useState<number | null>(null);

  const onKeyDown = (event: KeyboardEvent, classId: number) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    // With Alt the arrows are the browser's: back and forward.
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const to = classIds.indexOf(classId) + step;
    if (to < 0 || to >= classIds.length) return;
    actions.moveClass(classId, to);
    // Moving the chip in the document can drop its focus.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-grip="${classId}"]`)?.focus());
  };
  const onPointerMove = (event: PointerEvent) => {
    if (draggedId === null) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-class-id]');
    const overId = Number(under?.dataset.classId);
    const to = classIds.indexOf(overId);
    if (to >= 0 && overId !== draggedId) actions.moveClass(draggedId, to);
  };

  const chosen = classIds.map((id) => findClass(labelSet, id)).filter((entry): entry is LabelClass => entry !== null);
  if (chosen.length === 0) return <p className="hint chips-empty">A mask needs at least one class.</p>;
  return (
    <ul
      ref={list}
      className="chips"
      aria-label="Classes"
      onPointerMove={onPointerMove}
      onLostPointerCapture={() => setDraggedId(null)}
    >
      {chosen.map(({ id, promptName }, index) => (
        <li key={id} className={classNames('chip', draggedId === id && 'chip-dragged')} data-class-id={id}>
          <button
            type="button"
            className="chip-grip"
            data-grip={id}
            aria-label={`${promptName}, ${index + 1} of ${chosen.length}: move with arrow keys`}
            aria-keyshortcuts="ArrowLeft ArrowRight"
            onKeyDown={(event) => onKeyDown(event, id)}
            onPointerDown={(event) => {
              setDraggedId(id);
              list.current?.setPointerCapture(event.pointerId);
            }}
          >
            <Swatch classId={id} />
            <span translate="no">{promptName}</span>
          </button>
          <Button
            className="chip-remove"
            aria-label={`Remove ${promptName}`}
            onPress={(event) => {
              focusNeighbour(event, '.chip-remove', '.class-picker [role=combobox]');
              actions.removeClass(id);
            }}
          >
            <Icon name="close" size={12} />
          </Button>
        </li>
      ))}
    </ul>
  );
}
