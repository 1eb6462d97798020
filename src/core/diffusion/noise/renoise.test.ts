import { describe, expect, test } from 'vitest';
import { alphaBarTables, goldenCases, initialNoise, noises, worstExcess } from '../samplers/goldens.fixture.ts';
import { createNormals } from './normals.ts';
import { renoise } from './renoise.ts';

const { config } = goldenCases('ddim_epsilon_leading_20')[0]!;
const [latent, noise] = [initialNoise, noises[0]!];

describe('renoise', () => {
  test.each([0, 300, 999])("at t = %d it mixes by diffusers' ᾱ", (t) => {
    const alphaBar = alphaBarTables.sd15[t]!;
    const expected = Array.from(latent, (x0, i) => x0 * alphaBar ** 0.5 + noise[i]! * (1 - alphaBar) ** 0.5);
    expect(worstExcess(renoise(latent, config, t, noise, new Float32Array(64)), expected)).toBeLessThan(1e-6);
  });

  test('under zero terminal SNR nothing of the picture is left at the last timestep', () => {
    const zeroSnr = { ...config, rescaleBetasZeroSnr: true };
    expect([...renoise(latent, zeroSnr, 999, noise, new Float32Array(64))]).toEqual([...noise]);
  });

  test('keeps unit variance', () => {
    const drawNormals = createNormals(5);
    const x = renoise(drawNormals(4096), config, 500, drawNormals(4096), new Float32Array(4096));
    expect(Math.abs(x.reduce((sum, xi) => sum + xi * xi, 0) / x.length - 1)).toBeLessThan(0.1);
  });

  test('may write into an input', () => {
    const expected = renoise(latent, config, 500, noise, new Float32Array(64));
    const inPlace = Float32Array.from(latent);
    expect(renoise(inPlace, config, 500, noise, inPlace)).toEqual(expected);
  });

  test('refuses different lengths and timesteps that the model has not', () => {
    const out = new Float32Array(64);
    expect(() => renoise(latent, config, 500, new Float32Array(3), out)).toThrow('64, 3, 64');
    for (const t of [-1, 1000, 0.5]) expect(() => renoise(latent, config, t, noise, out)).toThrow(RangeError);
  });
});
