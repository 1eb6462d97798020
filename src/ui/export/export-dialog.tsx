import { useEffect, useId, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { defaultChoice, FORMATS, formatOf } from '../../core/dataset/formats/registry.ts';
import { offeredPairs } from '../../studio/export/pairs-to-export.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { SliderRow } from '../controls/slider/slider-row.tsx';
import { useActions, useStudio, useStudioState } from '../studio-context.tsx';
import { exportPlan } from './export-plan.ts';
import { ExportSummary } from './export-summary.tsx';
import { FormatOptions } from './format-options.tsx';
import { PairChoiceField } from './pair-choice-field.tsx';

const FORMAT_CHOICES = FORMATS.map(({ id, label }) => ({ value: id, label }));

/** A slider that is being moved asks for many sizes; a person reads the last. */
const MEASURE_AFTER_MS = 200;

/** What to export and how, with what it will be, before it starts. */
export function ExportDialog() {
  const actions = useActions();
  const onClose = () => actions.showExport(false);
  return (
    <ModalOverlay className="modal-overlay" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Export a dataset
            </Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </div>
          <ExportForm onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function ExportForm({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const actions = useActions();
  const [pairs, setPairs] = useState(() => offeredPairs(studio.getState()));
  const [labelSetId, setLabelSetId] = useState<string | null>(null);
  const choice = useStudioState((state) => state.exportChoice);
  const gallery = useStudioState((state) => state.pairs);
  const selection = useStudioState((state) => state.selection);
  const labelSets = useStudioState((state) => state.labelSets);
  const summaryId = useId();
  const plan = exportPlan({ pairs: gallery, selection, labelSets, exportChoice: choice }, pairs, labelSetId);
  const { way, ways } = plan;

  const { format, options, trainPercent } = choice;
  const asked = way && JSON.stringify([way.pairIds, way.labelSet.id, format, options, trainPercent]);
  useEffect(() => {
    if (asked === null) return;
    const [pairIds, setId] = JSON.parse(asked) as [string[], string];
    const timer = setTimeout(() => actions.measureExport(pairIds, setId), MEASURE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [actions, asked]);

  return (
    <div className="export-form">
      <PairChoiceField
        value={pairs}
        onChange={(next) => {
          setPairs(next);
          actions.setExportChoice({ ...choice, pairs: next });
        }}
      />
      {ways.length > 1 && (
        <SelectField
          label="Label set"
          value={way?.labelSet.id ?? ''}
          options={ways.map(({ labelSet, pairIds }) => ({
            value: labelSet.id,
            label: `${labelSet.name} (${pairIds.length})`,
          }))}
          onChange={setLabelSetId}
          hint="A dataset has one: mask values mean other classes in another."
        />
      )}
      <SelectField
        label="Format"
        value={format}
        options={FORMAT_CHOICES}
        hint={`Read by ${formatOf(format).readers}`}
        onChange={(next) => actions.setExportChoice({ ...defaultChoice(next), pairs: choice.pairs, trainPercent })}
      />
      <FormatOptions />
      <SliderRow
        label="For training"
        name="Share for training, per cent"
        value={trainPercent}
        min={0}
        max={100}
        step={5}
        entryStep={1}
        onChange={(next) => actions.setExportChoice({ ...choice, trainPercent: next })}
        hint="In per cent; the others validate."
      />
      <ExportSummary id={summaryId} plan={plan} />
      <div className="load-actions">
        <Button className="button" onPress={onClose}>
          Cancel
        </Button>
        <Button
          className="button button-primary"
          aria-describedby={summaryId}
          isDisabled={way === null}
          onPress={() => {
            if (!way) return;
            onClose();
            actions.exportDataset(way.pairIds, way.labelSet.id);
          }}
        >
          Export
        </Button>
      </div>
    </div>
  );
}
