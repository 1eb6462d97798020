import { StudioError } from '../../core/errors.ts';

export function pairMissing(id: string): StudioError {
  return new StudioError({
    code: 'record-corrupt',
    message: `Expected a stored pair with id ${id}, found none: it was removed, perhaps in another tab. Reload the gallery.`,
    details: { pairId: id },
  });
}
