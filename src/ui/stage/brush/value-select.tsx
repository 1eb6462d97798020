import { VOID_ID } from '../../../core/segmentation/types.ts';
import { Swatch } from '../../controls/swatch.tsx';
import { useLabelSet } from '../../label-scope.tsx';
import { findClass } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { paintableValues, valueName } from './value-names.ts';

interface ValueSelectProps {
  /** Classes of the picture's prompt. */
  readonly ownIds: readonly number[];
  readonly isDisabled: boolean;
}

/** What the brush paints. */
export function ValueSelect({ ownIds, isDisabled }: ValueSelectProps) {
  const value = useStudioState((state) => state.painting.value);
  const labelSet = useLabelSet();
  const actions = useActions();
  const { own, others } = paintableValues(labelSet, ownIds);
  const option = (id: number) => (
    <option key={id} value={id}>
      {valueName(labelSet, id)}
    </option>
  );
  return (
    <div className="brush-value" translate="no">
      {findClass(labelSet, value) ? (
        <Swatch classId={value} />
      ) : (
        <span className={value === VOID_ID ? 'swatch swatch-void' : 'swatch swatch-background'} aria-hidden="true" />
      )}
      <div className="select">
        <select
          className="input"
          aria-label="Class to paint"
          value={value}
          disabled={isDisabled}
          onChange={(event) => actions.setBrush({ value: Number(event.target.value) })}
        >
          <optgroup label="In this picture">{own.map(option)}</optgroup>
          {others.length > 0 && <optgroup label={labelSet.name}>{others.map(option)}</optgroup>}
        </select>
      </div>
    </div>
  );
}
