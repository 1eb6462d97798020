import { PLAIN_OBJECTS } from '../../core/dataset/objects/split-objects.ts';
import { DEFAULT_OBJECTS } from '../../core/segmentation/tuning-defaults.ts';
import { OBJECT_WAYS, type ObjectSettings, type ObjectWay } from '../../core/segmentation/types.ts';
import { Fold } from '../controls/fold.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { SliderRow } from '../controls/slider/slider-row.tsx';
import { useActions, usePixels, useStudioState } from '../studio-context.tsx';

const WAYS: Readonly<Record<ObjectWay, { readonly label: string; readonly hint: string }>> = {
  class: { label: 'Each class', hint: 'All that a class has in a picture is one object.' },
  component: { label: 'Each connected part', hint: 'Objects of a class that touch are one.' },
  neck: { label: 'Parts between narrow places', hint: 'For objects of a class that touch a little.' },
  edge: {
    label: 'Parts between edges in attention',
    hint: 'For pictures with several of a class; may part what is whole.',
  },
};
/** Of the picture, per cent: what the slider spans. */
const MAX_SMALLEST = 10;

const summaryOf = ({ by, minShare }: ObjectSettings) =>
  `${WAYS[by].label.toLowerCase()}${minShare > 0 ? ` from ${percent(minShare)} %` : ''}`;

/** Shares that people type have two decimals at most. */
const percent = (share: number) => Number((100 * share).toFixed(2));

/** What counts as one object in exports that have them; the mask stays. */
export function ObjectFold({ isDisabled }: { readonly isDisabled: boolean }) {
  const objects = useStudioState((state) => state.tuning.objects ?? PLAIN_OBJECTS);
  const lacksEdges = useStudioState((state) => state.recordShape?.lacksEdges === true);
  const actions = useActions();
  const change = (part: Partial<ObjectSettings>) => actions.tune({ objects: { ...objects, ...part } });
  const choose = (by: ObjectWay) => {
    // What was stored before there was a choice has no strength yet.
    const strength = objects.strength > 0 ? objects.strength : DEFAULT_OBJECTS.strength;
    change({ by, strength });
  };
  const ways = OBJECT_WAYS.filter((by) => by !== 'edge' || !lacksEdges);
  return (
    <Fold title="Objects" summary={summaryOf(objects)}>
      <SelectField
        label="One object for"
        value={objects.by}
        options={ways.map((value) => ({ value, label: WAYS[value].label }))}
        isDisabled={isDisabled}
        hint={
          lacksEdges && !isDisabled
            ? `${WAYS[objects.by].hint} This picture was recorded without edges in attention.`
            : WAYS[objects.by].hint
        }
        onChange={choose}
      />
      <SliderRow
        label="Smallest object, %"
        name="Smallest object in per cent of the picture"
        {...{ value: percent(objects.minShare), min: 0, max: MAX_SMALLEST, step: 0.1, entryStep: 0.01, isDisabled }}
        entryMax={100}
        hint={<SmallestHint minShare={objects.minShare} />}
        onChange={(value) => change({ minShare: value / 100 })}
      />
      {(objects.by === 'neck' || objects.by === 'edge') && (
        <SliderRow
          label="Strength"
          name="Strength of what parts objects"
          {...{ value: objects.strength, min: 0, max: 1, step: 0.01, isDisabled }}
          hint="Weaker ones do not part; at 1 nothing does."
          onChange={(strength) => change({ strength })}
        />
      )}
    </Fold>
  );
}

function SmallestHint({ minShare }: { readonly minShare: number }) {
  const mask = usePixels().mask();
  const least = mask ? Math.max(1, Math.round(minShare * mask.width * mask.height)) : null;
  return `Smaller ones are no objects${least === null ? '' : `: under ${least.toLocaleString('en')} pixels`}. The mask keeps them.`;
}
