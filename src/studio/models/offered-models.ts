import { CATALOGUE, catalogueBytes, catalogueUrl } from '../../models/catalogue/catalogue.ts';
import type { OfferedModel } from './model-state.ts';

/** The catalogue as the screen shows it. `baseUrl` is the studio's own address, without a slash at the end. */
export function offeredModels(baseUrl: string): readonly OfferedModel[] {
  return CATALOGUE.map((entry) => ({
    id: entry.id,
    name: entry.name,
    address: catalogueUrl(entry, baseUrl),
    licence: entry.licence,
    downloadBytes: catalogueBytes(entry),
    imageSize: entry.settings.imageSize,
    isBundled: entry.source.kind === 'bundled',
    unverified: entry.unverified,
  }));
}

/** What a first visit opens, and what every other model falls back to. */
export const BUNDLED_MODEL = { kind: 'catalogue', id: bundledId() } as const;

function bundledId(): string {
  const bundled = CATALOGUE.find(({ source }) => source.kind === 'bundled');
  if (!bundled) throw new Error('The catalogue has no bundled model');
  return bundled.id;
}
