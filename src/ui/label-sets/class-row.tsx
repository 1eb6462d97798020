import { type KeyboardEvent, useId } from 'react';
import type { Rgb } from '../../core/prompt/types.ts';
import { classNames } from '../controls/class-name.ts';
import { focusNeighbour } from '../controls/focus-neighbour.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { Icon } from '../controls/icons.tsx';
import type { ClassRow, DraftProblem } from './label-set-draft.ts';

interface ClassRowFieldsProps {
  readonly row: ClassRow;
  /** From 1 on: the class's number in masks. */
  readonly place: number;
  readonly count: number;
  readonly isDragged: boolean;
  readonly problems: readonly DraftProblem[];
  readonly onChange: (change: Partial<ClassRow>, topic: string) => void;
  readonly onMove: (step: number) => void;
  readonly onGrab: (pointerId: number) => void;
  readonly onRemove: () => void;
}

const KEY_STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** One class: grip, colour, name, words, remove. */
export function ClassRowFields(props: ClassRowFieldsProps) {
  const { row, place, count, isDragged, problems, onChange, onMove, onGrab, onRemove } = props;
  const problemId = useId();
  const name = row.name || `class ${place}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = KEY_STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    onMove(step);
  };
  const field = (of: 'name' | 'promptName' | 'synonyms', label: string) => ({
    className: 'input',
    'aria-label': `${label} of ${name}`,
    'aria-invalid': problems.some((problem) => problem.field === of),
    'aria-describedby': problems.length > 0 ? problemId : undefined,
    value: row[of],
    translate: 'no' as const,
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { target: { value: string } }) => onChange({ [of]: event.target.value }, of),
  });
  return (
    <li className={classNames('class-row', isDragged && 'class-row-dragged')} data-row={row.key}>
      <button
        type="button"
        className="class-grip number"
        data-grip={row.key}
        aria-label={`${name}, ${place} of ${count}: move with arrow keys`}
        aria-keyshortcuts="ArrowUp ArrowDown"
        onKeyDown={onKeyDown}
        onPointerDown={(event) => onGrab(event.pointerId)}
      >
        <Icon name="grip" size={14} />
        {place}
      </button>
      <input
        type="color"
        className="class-color"
        aria-label={`Colour of ${name}`}
        aria-invalid={problems.some((problem) => problem.field === 'color')}
        value={hexOf(row.color)}
        onChange={(event) => onChange({ color: rgbOf(event.target.value) }, 'colour')}
      />
      <input data-name="" placeholder="name" {...field('name', 'Name')} />
      <input placeholder="words in prompts" {...field('promptName', 'Prompt words')} />
      <input placeholder="synonyms, with commas" {...field('synonyms', 'Synonyms')} />
      <IconButton
        icon="trash"
        size="sm"
        label={`Remove ${name}`}
        className="class-remove"
        onPress={(event) => {
          focusNeighbour(event, '.class-remove', '.label-actions button');
          onRemove();
        }}
      />
      {problems.length > 0 && (
        <p id={problemId} className="error-text class-problem">
          {problems.map(({ message }) => message).join(' ')}
        </p>
      )}
    </li>
  );
}

function hexOf(color: Rgb): string {
  return `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function rgbOf(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
