import type { ExportSize } from '../../studio/export/export-state.ts';
import { formatBytes } from '../../studio/gallery/format-bytes.ts';
import { useStudioState } from '../studio-context.tsx';
import type { ExportPlan } from './export-plan.ts';

/** How much it will be, what stays behind and why, said again when it changes. */
export function ExportSummary({ id, plan }: { readonly id: string; readonly plan: ExportPlan }) {
  const size = useStudioState((state) => state.exportSize);
  return (
    <div id={id} className="export-summary number" role="status">
      <p>
        <strong>{countText(plan)}</strong>
        {plan.way && <span className="export-size">{sizeText(size, plan.way.pairIds.length)}</span>}
      </p>
      {plan.leftOut.length > 0 && <p className="hint">Left out: {plan.leftOut.join(', ')}.</p>}
    </div>
  );
}

function countText({ ways, way, train, val }: ExportPlan): string {
  if (!way) return ways.length === 0 ? 'No pairs to export' : '';
  const count = way.pairIds.length;
  return `${count} ${count === 1 ? 'pair' : 'pairs'}: ${train} to train, ${val} to validate`;
}

function sizeText(size: ExportSize | null, count: number): string {
  if (size === null) return 'Measuring the size…';
  if (!size.ok) return `Size unknown: ${size.error.message}`;
  const bytes = formatBytes(size.bytes);
  return size.measuredPairs === count ? bytes : `about ${bytes}, by ${size.measuredPairs} of them`;
}
