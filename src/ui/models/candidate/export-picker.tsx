import type { NetworkExports } from '../../../studio/models/model-state.ts';
import { SelectField } from '../../controls/select-field.tsx';
import { useActions } from '../../studio-context.tsx';
import { exportLabel, NETWORK_NAMES } from '../model-text.ts';

interface ExportPickerProps {
  readonly exports: readonly NetworkExports[];
  /** While the model is judged anew. */
  readonly isBusy: boolean;
}

/** Which of several exports of a network is loaded; the best one for this device comes first. */
export function ExportPicker({ exports, isBusy }: ExportPickerProps) {
  const actions = useActions();
  if (exports.length === 0) return null;
  return (
    <div className="export-pickers">
      {exports.map(({ role, chosen, files }) => (
        <SelectField
          key={role}
          label={`Export of the ${NETWORK_NAMES[role]}`}
          value={chosen}
          options={files.map((file, index) => ({ value: file.path, label: exportLabel(file, index === 0) }))}
          onChange={(path) => !isBusy && actions.chooseExport(role, path)}
        />
      ))}
    </div>
  );
}
