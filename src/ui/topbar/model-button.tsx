import { Button } from 'react-aria-components';
import { Icon } from '../controls/icons.tsx';
import { useStudioState } from '../studio-context.tsx';
import { engineText } from './engine-text.ts';

/** Model name and what it is doing, and the way to other models; a hairline fills while one downloads. */
export function ModelButton({ onPress }: { readonly onPress: () => void }) {
  const engine = useStudioState((state) => state.engine);
  const name = useStudioState((state) => state.model.name);
  const { tone, label, progress } = engineText(engine);
  return (
    <div className="model-state">
      <Button className="model-button" aria-haspopup="dialog" onPress={onPress}>
        <span className={`status-dot status-${tone}`} />
        <span className="visually-hidden">Model: </span>
        <span className="model-name" translate="no">
          {name}
        </span>{' '}
        <span className="model-phase number">{label}</span>
        <Icon name="chevron" size={12} />
      </Button>
      {progress !== null && (
        <progress className="model-progress" aria-label="Model download" max={1} value={progress} />
      )}
    </div>
  );
}
