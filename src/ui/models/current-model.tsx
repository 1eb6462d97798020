import { sizeText } from '../../core/grid-size.ts';
import type { ModelInfo } from '../../studio/models/model-state.ts';
import { useStudioState } from '../studio-context.tsx';
import { AttentionFold } from './candidate/attention-report.tsx';
import { BrokenModel } from './candidate/broken-model.tsx';
import { LoadingModel } from './candidate/loading-model.tsx';
import { originText } from './model-text.ts';

/** The model that the engine has, is getting, or could not get. */
export function CurrentModel() {
  const engine = useStudioState((state) => state.engine);
  return (
    <section className="current-model" aria-label="Model in use">
      {engine.phase === 'ready' && <ReadyModel model={engine.info.model} />}
      {engine.phase === 'starting' && <LoadingModel engine={engine} />}
      {engine.phase === 'failed' && <BrokenModel error={engine.error} />}
    </section>
  );
}

function ReadyModel({ model }: { readonly model: ModelInfo }) {
  const { name, origin, sizes, photoSizes, hasPictureEncoder, attention } = model;
  const isFramed = sizes.isFree && !photoSizes.isFree;
  const photos = isFramed ? `Reads photos in a frame of ${sizeText(photoSizes.usual)} px` : 'Reads photos';
  return (
    <>
      <div className="model-head">
        <span className="status-dot" aria-hidden="true" />
        <h3>{name}</h3>
        <span className="tag tag-accent">In use</span>
      </div>
      <p className="model-origin">{originText(origin)}</p>
      <ul className="model-facts number">
        <li>
          {sizeText(sizes.usual)} px{sizes.isFree ? `, and others in multiples of ${sizes.step}` : ''}
        </li>
        <li>{attention.sites} attention sites watched</li>
        <li>{hasPictureEncoder ? photos : 'Cannot read photos: it has no picture encoder that fits'}</li>
      </ul>
      <AttentionFold attention={attention} />
    </>
  );
}
