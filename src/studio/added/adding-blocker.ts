import { type MapSide, sizeText } from '../../core/grid-size.ts';
import { frameOf } from '../../core/photo-frame.ts';
import { sidesAt } from '../../core/picture-sizes.ts';
import type { PairMeta } from '../../storage/types.ts';
import { findLabelSet } from '../label-sets/known-label-sets.ts';
import type { RecordShape } from '../stage-state.ts';
import type { StudioState } from '../types.ts';

type Known = Pick<StudioState, 'engine' | 'labelSets' | 'adding'>;

/**
 * Why nothing can be added to a pair now, as a sentence; null where one can.
 * @param shape of the pair's record, where it is at hand
 */
export function addingBlocker(state: Known, pair: PairMeta, shape: RecordShape | null): string | null {
  const { engine, adding } = state;
  if (adding) return 'Classes are being added to a picture; these come after it.';
  if (engine.phase === 'failed') return 'The engine did not start.';
  if (engine.phase === 'starting') return 'The model is loading.';
  if (!findLabelSet(state, pair.settings.labelSetId)) {
    return `Its label set (${pair.settings.labelSetId}) is not on this device. Import it from a file first.`;
  }
  const { name, hasPictureEncoder, sizes, photoSizes } = engine.info.model;
  if (!hasPictureEncoder) {
    return `${name} cannot look at finished pictures: it has no picture encoder (vae_encoder) that fits. Choose a model that has one.`;
  }
  if (!frameOf(pair, photoSizes)) {
    return `${name} looks at pictures of ${sizeText(photoSizes.usual)}, and this one has ${sizeText(pair)}, at which it cannot look. Choose the model that made it.`;
  }
  const { crossSides, selfSides } = sidesAt(sizes, pair);
  const lacks = (wanted: readonly MapSide[], offered: readonly MapSide[]) =>
    !wanted.every((side) => offered.includes(side));
  if (shape && (lacks(shape.crossSides, crossSides) || lacks(shape.selfSides, selfSides))) {
    return `${name} pays attention at other sides than the model that made this picture, so their maps cannot be compared. Choose the model that made it.`;
  }
  return null;
}

/** That another model than the picture's would look for the class; null where it is the same, or none is ready. */
export function otherModelNote({ engine }: Pick<Known, 'engine'>, { provenance }: PairMeta): string | null {
  if (engine.phase !== 'ready') return null;
  const { id, name, unetSha256 } = engine.info.model;
  if (provenance.modelId === id && provenance.modelSha256 === unetSha256) return null;
  const made = provenance.modelId === id ? 'another version of it' : provenance.modelId;
  return `The picture was made by ${made}; ${name} would look for the class in it. The dataset’s manifest says so.`;
}
