import { isBundledInUse } from '../selectors.ts';
import { useActions, useStudio, useStudioState } from '../studio-context.tsx';
import { engineText } from '../topbar/engine-text.ts';
import { ExampleCard } from './examples/example-card.tsx';
import { useCardList } from './examples/use-card-list.ts';

/** Two even rows of cards. */
const SHOWN = 6;

/** First visit: what this is, and examples that give a picture with one click. */
export function EmptyStage() {
  const { examples } = useStudio();
  const engine = useStudioState((state) => state.engine);
  const hasPictures = useStudioState(isBundledInUse);
  const list = useCardList(hasPictures);
  const actions = useActions();
  // biome-ignore lint/correctness/useHookAtTopLevel: an action of the studio, not a hook
  const openExample = (index: number) => actions.useExample(index);
  const isReady = engine.phase === 'ready';
  return (
    <div className="empty-stage scroll">
      <div className="empty-inner">
        <h2>Pictures with their masks, from one prompt</h2>
        <p>
          Describe a scene and name its classes. A diffusion model on this machine draws the picture, its own attention
          becomes the segmentation mask, and you export the pairs as a training set.
        </p>
        <ul className="examples">
          {examples.slice(0, SHOWN).map((example, index) => (
            <li key={example.name}>
              <ExampleCard
                example={example}
                hasPicture={hasPictures}
                list={list}
                isDisabled={!isReady}
                onPress={() => openExample(index)}
              />
            </li>
          ))}
        </ul>
        <p className="hint number">
          {isReady
            ? 'One click on an example makes its picture. Or drop a photo of your own here, to make masks for it.'
            : `${engineText(engine).label}. Examples open when the model is ready.`}
        </p>
      </div>
    </div>
  );
}
