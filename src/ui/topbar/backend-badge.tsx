import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useStudioState } from '../studio-context.tsx';

/** Which backend runs, and on what; why is in the tooltip, which also opens on keyboard focus. */
export function BackendBadge() {
  const backend = useStudioState((state) => (state.engine.phase === 'ready' ? state.engine.info.backend : null));
  if (!backend) return null;
  const name = backend.kind === 'webgpu' ? 'WebGPU' : 'WASM';
  return (
    <TooltipTrigger delay={200}>
      <Button
        className="badge backend-badge"
        translate="no"
        aria-label={`${name} ${backend.description}: backend. ${backend.reason}`}
      >
        <Icon name={backend.kind === 'webgpu' ? 'bolt' : 'chip'} size={14} />
        <strong>{name}</strong> <span className="backend-detail">{backend.description}</span>
      </Button>
      <Tooltip className="tooltip tooltip-block" offset={6}>
        <strong>{backend.description}</strong>
        <span>{backend.reason}</span>
        {backend.isFallbackAdapter && <span>This adapter runs in software, so it is slow.</span>}
      </Tooltip>
    </TooltipTrigger>
  );
}
