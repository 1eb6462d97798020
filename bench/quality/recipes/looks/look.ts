import type { ClassText } from './class-texts.ts';
import type { CrossLook } from './cross-look.ts';
import { mirrorRows, mirrorSelf } from './mirror.ts';
import { type SpanMaps, spanMaps } from './span-maps.ts';

/** What one UNet call says of a picture. Maps are made when a recipe asks for them, and kept. */
export class Look {
  readonly selfSide: number;
  /** A_S, fp32 `[N, N]`, rows summing to 1. */
  readonly self: Float32Array;
  readonly sites: readonly CrossLook[];
  readonly #maps = new Map<string, SpanMaps>();

  constructor(selfSide: number, self: Float32Array, sites: readonly CrossLook[]) {
    this.selfSide = selfSide;
    this.self = self;
    this.sites = sites;
  }

  /** Each head's attention to a text's columns at a site. */
  mapsAt(site: number, text: ClassText): SpanMaps {
    const key = `${site}/${text.start}`;
    const known = this.#maps.get(key);
    if (known) return known;
    const maps = spanMaps(this.sites[site] as CrossLook, text);
    this.#maps.set(key, maps);
    return maps;
  }

  /** Of a mirrored picture, as if it had been of the picture itself. */
  mirrored(): Look {
    const sites = this.sites.map((site) => ({ ...site, query: mirrorRows(site.query, site.side) }));
    return new Look(this.selfSide, mirrorSelf(this.self, this.selfSide), sites);
  }
}
