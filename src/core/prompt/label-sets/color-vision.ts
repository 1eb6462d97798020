import type { Rgb } from '../types.ts';

export type Vec3 = readonly [number, number, number];
type Matrix = readonly [Vec3, Vec3, Vec3];

/** What a colour looks like to people without one kind of cone, in linear sRGB (Machado, Oliveira and Fernandes 2009, severity 1). */
export const VISIONS: Readonly<Record<'full' | 'protanopia' | 'deuteranopia' | 'tritanopia', Matrix>> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear sRGB → LMS', and its cube root → OKLab (Ottosson 2020). */
const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const FROM_LAB: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_CONES: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

const times = ([a, b, c]: Matrix, v: Vec3): Vec3 => [dot(a, v), dot(b, v), dot(c, v)];
const dot = (a: Vec3, b: Vec3) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const each = ([a, b, c]: Vec3, change: (value: number) => number): Vec3 => [change(a), change(b), change(c)];
const clamp = (value: number) => Math.min(1, Math.max(0, value));

const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const fromLinear = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);

/** OKLab of an sRGB colour, 0 … 255 a channel, as a kind of eye sees it. */
export function seenAs([red, green, blue]: Rgb, vision: keyof typeof VISIONS): Vec3 {
  const linear = each([red / 255, green / 255, blue / 255], toLinear);
  return times(TO_LAB, each(times(TO_CONES, each(times(VISIONS[vision], linear), clamp)), Math.cbrt));
}

/** sRGB of a lightness, chroma and hue in OKLab; null where no screen can show it. */
export function fromOklch(lightness: number, chroma: number, hueDegrees: number): Rgb | null {
  const hue = (hueDegrees * Math.PI) / 180;
  const cones = each(
    times(FROM_LAB, [lightness, chroma * Math.cos(hue), chroma * Math.sin(hue)]),
    (value) => value ** 3,
  );
  const linear = times(FROM_CONES, cones);
  if (linear.some((value) => value < 0 || value > 1)) return null;
  return each(linear, (value) => Math.round(255 * fromLinear(value)));
}

/** OKLab of a colour as each kind of eye sees it. */
export type Look = readonly Vec3[];

const ALL_VISIONS = Object.keys(VISIONS) as (keyof typeof VISIONS)[];

/** For whoever compares one colour with many. */
export function lookOf(color: Rgb): Look {
  return ALL_VISIONS.map((vision) => seenAs(color, vision));
}

/** The distance in OKLab for the eye that tells the two colours apart least. */
export function distanceOfLooks(a: Look, b: Look): number {
  let least = Infinity;
  for (const [index, u] of a.entries()) {
    const v = b[index] as Vec3;
    least = Math.min(least, Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]));
  }
  return least;
}

/** As `distanceOfLooks`, of two colours. */
export function leastDistance(a: Rgb, b: Rgb): number {
  return distanceOfLooks(lookOf(a), lookOf(b));
}
