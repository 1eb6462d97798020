import { useMemo, useRef } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type ExportHealth, healthOf } from '../../studio/review/health-of.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { useSteadyPairs } from '../gallery/use-shown-pairs.ts';
import { useActions, useStudioState } from '../studio-context.tsx';
import { ClassTable } from './class-table.tsx';
import { PlaceMaps } from './place-maps.tsx';
import { TogetherTable } from './together-table.tsx';
import { VoidChart } from './void-chart.tsx';

/** What a person should know of the dataset before it is exported. */
export default function HealthDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <ModalOverlay className="modal-overlay" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Health of the dataset
            </Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </div>
          <HealthContent />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function HealthContent() {
  const pairs = useSteadyPairs();
  // Measuring changes what pairs say of their masks, and ends with new flags.
  const flags = useStudioState((state) => state.flags);
  const selection = useStudioState((state) => state.selection);
  const labelSets = useStudioState((state) => state.labelSets);
  const exportChoice = useStudioState((state) => state.exportChoice);
  const newest = useRef(pairs);
  newest.current = useStudioState((state) => state.pairs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted anew when pairs have settled, not at each move of a slider
  const told = useMemo(
    () => healthOf({ pairs: newest.current, selection, labelSets, exportChoice }),
    [pairs, flags, selection, labelSets, exportChoice],
  );
  if (!told) return <p className="health-empty">There is nothing to export yet.</p>;
  return (
    <div className="health">
      <Summary told={told} />
      <Unmeasured told={told} />
      <ClassTable told={told} />
      <VoidChart health={told.health} />
      <TogetherTable told={told} />
      <PlaceMaps told={told} />
    </div>
  );
}

function Summary({ told: { health, labelSet, leftOut, reviews } }: { readonly told: ExportHealth }) {
  const facts = [
    ['In the export', String(health.pictures), `${health.train} to train, ${health.val} to val`],
    ['Accepted', String(reviews.accepted), 'in the gallery'],
    ['Undecided', String(reviews.unreviewed), 'in the gallery'],
    ['Rejected', String(reviews.rejected), 'stay out unless selected'],
  ] as const;
  return (
    <>
      <dl className="health-facts">
        {facts.map(([name, value, note]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span className="health-value number">{value}</span>
              <span className="hint">{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className="hint">
        Classes of {labelSet.name}.{leftOut > 0 && ` ${leftOut} pictures of other label sets are not in this export.`}
      </p>
    </>
  );
}

/** Older pairs lack what the maps of places need; making their masks once more gives it. */
function Unmeasured({ told: { health } }: { readonly told: ExportHealth }) {
  const measuring = useStudioState((state) => state.measuring);
  const actions = useActions();
  const count = health.unmeasuredIds.length;
  if (measuring) {
    return (
      <div className="health-measure">
        <p className="number">
          {measuring.done} of {measuring.total} masks made
        </p>
        <progress aria-label="Making masks" max={measuring.total} value={measuring.done} />
        <Button className="button button-small" onPress={actions.stopMeasuring}>
          Stop
        </Button>
      </div>
    );
  }
  if (count === 0) return null;
  return (
    <div className="health-measure">
      <p>
        {count === 1 ? 'One picture is' : `${count} pictures are`} missing in the maps of places, or have no mask yet:
        an older studio did not note that.
      </p>
      <Button className="button button-small" onPress={() => actions.measurePairs(health.unmeasuredIds)}>
        Make {count === 1 ? 'its mask' : 'their masks'} once more
      </Button>
    </div>
  );
}
