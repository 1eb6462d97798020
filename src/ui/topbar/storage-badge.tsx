import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { formatBytes } from '../format.ts';
import { useStudioState } from '../studio-context.tsx';

/** Storage used on this machine. */
export function StorageBadge() {
  const storage = useStudioState((state) => state.storage);
  if (!storage) return null;
  const used = formatBytes(storage.usedBytes);
  const explanation = storage.persisted
    ? 'The browser keeps the gallery until you delete it.'
    : 'The browser may clear the gallery when the disk is nearly full. Export what you want to keep.';
  return (
    <TooltipTrigger delay={200}>
      <Button
        className="badge storage-badge number"
        aria-label={`Storage used: ${used} of ${formatBytes(storage.quotaBytes)}. ${explanation}`}
      >
        <Icon name="database" size={14} />
        {used}
      </Button>
      <Tooltip className="tooltip tooltip-block" offset={6}>
        <strong>
          {used} of {formatBytes(storage.quotaBytes)}
        </strong>
        <span>{explanation}</span>
      </Tooltip>
    </TooltipTrigger>
  );
}
