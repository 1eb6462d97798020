import { useId } from 'react';
import { type GridSize, isSameSize, sizeText } from '../../core/grid-size.ts';
import { askedSize, longestBeside, nearestLength, type PictureSizes, sizeProblem } from '../../core/picture-sizes.ts';
import { sizePresets } from '../../core/size-presets.ts';
import { NumberInput } from '../controls/number-input.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

/** Width and height of the next pictures, as far as the model in use draws others than its usual ones. */
export function SizeField() {
  const sizes = useStudioState((state) => (state.engine.phase === 'ready' ? state.engine.info.model.sizes : null));
  const width = useStudioState((state) => state.draft.width);
  const height = useStudioState((state) => state.draft.height);
  if (!sizes) return null;
  const asked = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  return <SizeInputs sizes={sizes} size={askedSize(asked, sizes)} />;
}

const OWN = 'own';

function SizeInputs({ sizes, size }: { readonly sizes: PictureSizes; readonly size: GridSize }) {
  const actions = useActions();
  const id = useId();
  const problem = sizeProblem(sizes, size);
  const { usual, step } = sizes;
  const choose = (next: GridSize) => actions.setPictureSize(isSameSize(next, usual) ? null : next);
  if (!sizes.isFree || step === null) {
    return (
      <div className="field">
        <span className="field-label">Picture size</span>
        <p className={problem ? 'error-text' : 'hint'}>
          {problem ? `Expected another size: ${problem}.` : `${sizeText(usual)} px: this model draws no other size.`}
        </p>
        {problem && (
          <button type="button" className="button" onClick={() => choose(usual)}>
            Use {sizeText(usual)}
          </button>
        )}
      </div>
    );
  }
  const presets = sizePresets(sizes);
  const preset = presets.find((one) => isSameSize(one.size, size));
  const options = [
    ...presets.map((one) => ({ value: one.shape, label: `${one.shape} · ${sizeText(one.size)}` })),
    ...(preset ? [] : [{ value: OWN, label: `Own size · ${sizeText(size)}` }]),
  ];
  return (
    <fieldset className="field size-field" aria-describedby={`${id}-hint`}>
      <legend className="visually-hidden">Picture size</legend>
      <SelectField
        label="Picture size"
        value={preset?.shape ?? OWN}
        options={options}
        onChange={(shape) => {
          const chosen = presets.find((one) => one.shape === shape);
          if (chosen) choose(chosen.size);
        }}
      />
      <div className="size-row">
        <Length
          name="Width"
          value={size.width}
          other={size.height}
          {...{ sizes, step, describedBy: `${id}-hint` }}
          onChange={(width) => choose({ ...size, width })}
        />
        <span aria-hidden="true">×</span>
        <Length
          name="Height"
          value={size.height}
          other={size.width}
          {...{ sizes, step, describedBy: `${id}-hint` }}
          onChange={(height) => choose({ ...size, height })}
        />
      </div>
      <p id={`${id}-hint`} className={problem ? 'error-text' : 'hint'}>
        {problem
          ? `Expected another size: ${problem}.`
          : `Multiples of ${step} px, ${longestBeside(size.height, sizes)} wide at most at this height. It draws ${sizeText(usual)} best.`}
      </p>
    </fieldset>
  );
}

interface LengthProps {
  readonly name: string;
  readonly value: number;
  readonly other: number;
  readonly sizes: PictureSizes;
  readonly step: number;
  readonly describedBy: string;
  readonly onChange: (value: number) => void;
}

function Length({ name, value, other, sizes, step, describedBy, onChange }: LengthProps) {
  return (
    <NumberInput
      label={`${name} in pixels`}
      {...{ value, step, describedBy }}
      min={step}
      max={Math.max(step, longestBeside(other, sizes))}
      className="size-input"
      onChange={(next) => onChange(nearestLength(next, step))}
    />
  );
}
