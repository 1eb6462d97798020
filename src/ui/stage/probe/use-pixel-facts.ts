import { useSyncExternalStore } from 'react';
import { usePixels, useStudioState } from '../../studio-context.tsx';
import type { Size } from '../viewport/fit.ts';

const UNKNOWN_SIZE = { width: 128, height: 128 };

/** Width and height of the picture on the stage; that of the next one before there is one. */
export function usePictureSize(): Size {
  const pixels = usePixels();
  const usual = useStudioState((state) =>
    state.engine.phase === 'ready' ? state.engine.info.model.sizes.usual : UNKNOWN_SIZE,
  );
  const asked = {
    width: useStudioState((state) => state.draft.width) ?? usual.width,
    height: useStudioState((state) => state.draft.height) ?? usual.height,
  };
  // A string is compared by value: the snapshot stays the same while the size does.
  const key = useSyncExternalStore(pixels.subscribe, () => {
    const picture = pixels.picture();
    return picture ? `${picture.width}x${picture.height}` : '';
  });
  const [width = asked.width, height = asked.height] = key === '' ? [] : key.split('x').map(Number);
  return { width, height };
}

/** Which kinds of pixels the stage has now. */
export function usePixelKinds(): { readonly picture: boolean; readonly mask: boolean; readonly scores: boolean } {
  const pixels = usePixels();
  const key = useSyncExternalStore(pixels.subscribe, () =>
    [pixels.picture(), pixels.mask(), pixels.scores()].map((part) => (part ? '1' : '0')).join(''),
  );
  return { picture: key[0] === '1', mask: key[1] === '1', scores: key[2] === '1' };
}

/** Ids of the classes that the stage has scores for. */
export function useScoredClassIds(): readonly number[] {
  const pixels = usePixels();
  const key = useSyncExternalStore(pixels.subscribe, () => pixels.scores()?.classIds.join(',') ?? '');
  return key === '' ? [] : key.split(',').map(Number);
}
