import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { formatBytes } from '../../studio/gallery/format-bytes.ts';
import { Icon } from '../controls/icons.tsx';
import { useStudioState } from '../studio-context.tsx';

/** Storage used on this machine. */
export function StorageBadge() {
  const storage = useStudioState((state) => state.storage);
  if (!storage) return null;
  const used = formatBytes(storage.usedBytes);
  // A gallery in memory knows no limit.
  const amount = Number.isFinite(storage.quotaBytes) ? `${used} of ${formatBytes(storage.quotaBytes)}` : used;
  const explanation = storage.persisted
    ? 'The browser keeps pictures and models until you delete them.'
    : 'The browser may clear pictures and models when the disk is nearly full. Export what you want to keep.';
  return (
    <TooltipTrigger delay={200}>
      <Button
        className="badge storage-badge number"
        translate="no"
        aria-label={`Storage used: ${amount}. ${explanation}`}
      >
        <Icon name="database" size={14} />
        {used}
      </Button>
      <Tooltip className="tooltip tooltip-block" offset={6}>
        <strong>{amount}</strong>
        <span>{explanation}</span>
      </Tooltip>
    </TooltipTrigger>
  );
}
