import { cellsOf, compareSides, type GridSize, isSameSize, type MapSide, mapSide, sizeText } from './grid-size.ts';
import { siteMapSide } from './onnx/sites/site-side.ts';

/** Which sizes a model's pictures may have, in pixels. */
export interface PictureSizes {
  /** What it draws where nothing else is asked for. */
  readonly usual: GridSize;
  /** Pixels a side for one value of the latent. */
  readonly latentFactor: number;
  /** Width and height are multiples of it, so that every attention map has whole cells; null: its maps are rounded at any size. */
  readonly step: number | null;
  /** Whether its graphs take other sizes than the usual one. */
  readonly isFree: boolean;
  /** The most pixels whose maps find room on this machine. */
  readonly maxPixels: number;
  /** Of the sites of cross- and self-attention: how many times smaller than the latent their maps are, a side. */
  readonly crossDownscales: readonly number[];
  readonly selfDownscales: readonly number[];
}

/** What of a picture's settings decides its size; missing: the model's usual one. */
export interface AskedSize {
  readonly width?: number;
  readonly height?: number;
}

export function askedSize({ width, height }: AskedSize, { usual }: Pick<PictureSizes, 'usual'>): GridSize {
  return { width: width ?? usual.width, height: height ?? usual.height };
}

export function latentSideOf({ width, height }: GridSize, { latentFactor }: PictureSizes): MapSide {
  return mapSide({ width: width / latentFactor, height: height / latentFactor });
}

/** Sides of the attention maps of a picture of this size, ascending; of the power stacks as `ModelPlan.stackSides`. */
export function sidesAt(sizes: PictureSizes, size: GridSize) {
  const latent = latentSideOf(size, sizes);
  const at = (downscales: readonly number[]) =>
    [...new Set(downscales.map((downscale) => siteMapSide(latent, downscale)))].sort(compareSides);
  const crossSides = at(sizes.crossDownscales);
  const selfSides = at(sizes.selfDownscales);
  return { crossSides, selfSides: selfSides.length > 0 ? selfSides : crossSides.slice(-1) };
}

/** Why the model cannot draw a picture of this size, as a clause: what was expected, what was found. Null where it can. */
export function sizeProblem(sizes: PictureSizes, size: GridSize): string | null {
  const { usual, step, isFree, maxPixels } = sizes;
  if (isSameSize(size, usual)) return null;
  if (!isFree || step === null) {
    return `the model makes pictures of ${sizeText(usual)} alone, found ${sizeText(size)}`;
  }
  const isMultiple = (length: number) => Number.isInteger(length / step) && length >= step;
  if (!isMultiple(size.width) || !isMultiple(size.height)) {
    return `width and height must be multiples of ${step} for this model, found ${sizeText(size)}`;
  }
  if (cellsOf(size) <= maxPixels) return null;
  const [needed, room] = [cellsOf(size), maxPixels].map((pixels) => mebibytes(mapBytes(sizes, pixels)));
  return (
    `its largest map of self-attention would take ${needed} at ${sizeText(size)}; this machine has room for one of ` +
    `${room}, a picture of ${Math.floor(maxPixels / 1000)} thousand pixels`
  );
}

/** Of the largest A_S, fp32 `[N, N]`. */
function mapBytes({ selfDownscales, latentFactor }: PictureSizes, pixels: number): number {
  const cell = Math.min(...selfDownscales) * latentFactor;
  return 4 * (pixels / cell ** 2) ** 2;
}

const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** The longest side that a picture of the other side may have; 0 where there is none. */
export function longestBeside(other: number, { step, maxPixels }: Pick<PictureSizes, 'step' | 'maxPixels'>): number {
  return step === null ? 0 : Math.floor(Math.min(maxPixels / other, MAX_SIDE) / step) * step;
}

/** No model draws larger ones well. */
const MAX_SIDE = 4096;

/** The nearest multiple of the step, at least one. */
export function nearestLength(length: number, step: number): number {
  return Math.max(1, Math.round(length / step)) * step;
}
