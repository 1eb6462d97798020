import { pairClassIds } from '../../../core/pair-classes.ts';
import { VOID_ID } from '../../../core/segmentation/types.ts';
import { classNames } from '../../controls/class-name.ts';
import { IconButton } from '../../controls/icon-button.tsx';
import { Swatch } from '../../controls/swatch.tsx';
import { evidenceText, formatEvidence, formatShare } from '../../format.ts';
import { useLabelSet } from '../../label-scope.tsx';
import { activeJob, findClass, maskClassIds, selectedPair } from '../../selectors.ts';
import { useActions, useStudioState } from '../../studio-context.tsx';
import { LegendToggle } from './legend-toggle.tsx';

/** Classes of the shown picture: area, evidence, and whether to draw them. */
export function Legend() {
  const segmentation = useStudioState((state) => state.segmentation);
  const shown = useStudioState((state) => selectedPair(state) ?? activeJob(state));
  const hidden = useStudioState((state) => state.hiddenClassIds);
  const solo = useStudioState((state) => state.soloClassId);
  const actions = useActions();
  if (!shown) return <div className="legend" />;
  const counts = segmentation?.pixels;
  const total = counts ? counts.background + counts.void + Object.values(counts.classes).reduce((a, b) => a + b, 0) : 0;
  const isDrawn = (id: number) => (solo === null ? !hidden.includes(id) : solo === id);
  return (
    <ul className="legend scroll" aria-label="Legend">
      {maskClassIds(pairClassIds(shown), counts).map((id) => (
        <LegendChip key={id} id={id} area={counts && total > 0 ? (counts.classes[id] ?? 0) / total : null} />
      ))}
      {counts && total > 0 && (
        <li className={classNames('legend-chip', !isDrawn(VOID_ID) && 'legend-chip-off')}>
          <LegendToggle
            isDrawn={isDrawn(VOID_ID)}
            onPress={() => actions.toggleClass(VOID_ID)}
            explanation="Pixels between α and β: too uncertain for a class, ignored in training."
          >
            <span className="swatch swatch-void" />
            <span className="legend-name">void</span>
            <span className="legend-area number" translate="no">
              {formatShare(counts.void / total)}
            </span>
          </LegendToggle>
        </li>
      )}
    </ul>
  );
}

function LegendChip({ id, area }: { readonly id: number; readonly area: number | null }) {
  const label = findClass(useLabelSet(), id);
  const presence = useStudioState((state) => state.segmentation?.presence.find((entry) => entry.classId === id));
  const objects = useStudioState((state) => (state.segmentation ? (state.segmentation.objects[id] ?? 0) : null));
  const isHidden = useStudioState((state) => state.hiddenClassIds.includes(id));
  const solo = useStudioState((state) => state.soloClassId);
  const actions = useActions();
  const isDrawn = solo === null ? !isHidden : solo === id;
  const isAbsent = presence?.present === false;
  const name = label?.promptName ?? `class ${id}`;
  return (
    <li className={classNames('legend-chip', !isDrawn && 'legend-chip-off')}>
      <LegendToggle
        isDrawn={isDrawn}
        onPress={() => actions.toggleClass(id)}
        explanation={presence ? evidenceText(presence) : null}
      >
        {label && <Swatch classId={label.id} />}
        <span className="legend-name" translate="no">
          {name}
        </span>
        {isAbsent ? (
          <span className="absent-mark">absent</span>
        ) : (
          area !== null && (
            <span className="legend-area number" translate="no">
              {formatShare(area)}
            </span>
          )
        )}
        {!isAbsent && objects !== null && (
          // One is what people expect, and what needs no room.
          <span className={objects === 1 ? 'visually-hidden' : 'legend-objects number'}>
            {objects === 1 ? '1 object' : `${objects === 0 ? 'no' : objects} objects`}
          </span>
        )}
        {presence && (
          <span className="legend-evidence number" translate="no">
            {formatEvidence(presence.evidence)}
            <span className="visually-hidden"> chance</span>
          </span>
        )}
      </LegendToggle>
      <IconButton
        icon="target"
        size="sm"
        label={`Solo ${name}`}
        isPressed={solo === id}
        onPress={() => actions.soloClass(solo === id ? null : id)}
      />
    </li>
  );
}
