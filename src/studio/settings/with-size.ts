import type { GenerationSettings } from '../../core/dataset/types.ts';
import type { GridSize } from '../../core/grid-size.ts';

/** Pictures of a size, or (null) of the model's usual one. */
export function withSize(draft: GenerationSettings, size: GridSize | null): GenerationSettings {
  const { width: _w, height: _h, ...usual } = draft;
  return size ? { ...usual, width: size.width, height: size.height } : usual;
}
