import { toResult } from '../../core/errors.ts';
import type { SizeRequest } from '../../rpc/export-contract.ts';
import { exportLabelSets, exportWay } from '../label-sets/export-label-set.ts';
import type { StudioActions } from '../studio-actions.ts';
import type { StudioBase } from '../studio-base.ts';
import { formatChoice } from './format-choice.ts';

/** Measures exports before they are made: one at a time, and what was asked for last is measured next. */
export function createExportMeasure({
  dependencies: { exporter },
  store,
  run,
}: Pick<StudioBase, 'dependencies' | 'store' | 'run'>): Pick<StudioActions, 'measureExport'> {
  let wanted: SizeRequest | null = null;
  let isMeasuring = false;

  async function measure(): Promise<void> {
    isMeasuring = true;
    try {
      while (wanted) {
        const request: SizeRequest = wanted;
        const result = await toResult(async () => exporter.measureSize(request));
        const size = result.ok ? result.value : result;
        if (wanted !== request) continue;
        wanted = null;
        store.setState({ exportSize: size.ok ? { ok: true, ...size.value } : { ok: false, error: size.error } });
      }
    } finally {
      isMeasuring = false;
    }
  }

  return {
    measureExport(ids, labelSetId) {
      const state = store.getState();
      const asked = new Set(ids);
      const pairs = state.pairs.filter(({ id }) => asked.has(id));
      const way = exportWay(exportLabelSets(state, pairs), labelSetId);
      store.setState({ exportSize: null });
      wanted = way && {
        pairIds: way.pairIds,
        choice: formatChoice(state.exportChoice),
        labelSet: way.labelSet,
        sameMeaningIds: way.sameMeaningIds,
      };
      if (!isMeasuring) void run(measure);
    },
  };
}
