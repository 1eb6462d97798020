import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { PixelSource } from '../studio/stage-state.ts';
import type { StudioActions } from '../studio/studio-actions.ts';
import type { Studio, StudioState } from '../studio/types.ts';

export type Pair = StudioState['pairs'][number];

const StudioContext = createContext<Studio | null>(null);

export function StudioProvider({ studio, children }: { readonly studio: Studio; readonly children: ReactNode }) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('useStudio needs a StudioProvider above it');
  return studio;
}

export function useActions(): StudioActions {
  return useStudio().actions;
}

export function usePixels(): PixelSource {
  return useStudio().pixels;
}

/** A part of the state. The selector must return the same reference while the part is unchanged. */
export function useStudioState<T>(selector: (state: StudioState) => T): T {
  const studio = useStudio();
  return useSyncExternalStore(studio.subscribe, () => selector(studio.getState()));
}
