import { useStudioState } from '../studio-context.tsx';
import { engineText } from './engine-text.ts';

/** Model name and what it is doing; a hairline fills while it downloads. */
export function ModelState() {
  const engine = useStudioState((state) => state.engine);
  const { tone, label, progress } = engineText(engine);
  const name = engine.phase === 'ready' ? engine.info.model.name : 'Model';
  return (
    <div className="model-state">
      <span className={`status-dot status-${tone}`} aria-hidden="true" />
      <span className="model-name">{name}</span>
      <span className="model-phase number">{label}</span>
      {progress !== null && (
        <progress className="model-progress" aria-label="Model download" max={1} value={progress} />
      )}
    </div>
  );
}
