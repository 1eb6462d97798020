import type { LookRequest } from './look-request.ts';

/** Looks at parts of the way from picture to noise. */
export type LooksAt = (parts: readonly number[]) => LookRequest[];

/** The model's default looks, and those at any other timesteps. */
export interface Timesteps {
  readonly standard: readonly LookRequest[];
  readonly at: LooksAt;
}

/** A timestep of the default is the default's look; any other has a block of noise of its own, whatever recipe asks. */
export function timestepLooks(standardTimesteps: readonly number[], numTrainTimesteps: number): Timesteps {
  const standard = standardTimesteps.map(
    (timestep, block): LookRequest => ({ timestep, draw: 0, block, mirrored: false }),
  );
  const lookAt = (timestep: number): LookRequest =>
    standard.find((look) => look.timestep === timestep) ?? {
      timestep,
      draw: 0,
      block: standard.length + Math.floor((BLOCKS * timestep) / numTrainTimesteps),
      mirrored: false,
    };
  return { standard, at: (parts) => parts.map((part) => lookAt(Math.round(part * numTrainTimesteps))) };
}

/** Timesteps closer together than 1/20 of the way may share their noise. */
const BLOCKS = 20;

/** The same looks with more noises: `draws` independent ones of each. */
export function noises(looks: readonly LookRequest[], draws: number): LookRequest[] {
  return Array.from({ length: draws }, (_, draw) => looks.map((look) => ({ ...look, draw }))).flat();
}

/** The looks and those at the mirror image, with the same noise, which the image beneath makes another. */
export function flipped(looks: readonly LookRequest[]): LookRequest[] {
  return [...looks, ...looks.map((look) => ({ ...look, mirrored: true }))];
}
