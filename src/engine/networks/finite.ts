import { StudioError } from '../../core/errors.ts';

export interface FiniteOptions {
  /** Which numbers: `unet/model.onnx answered with`, `The latent after step 3 of 25 has`. */
  readonly what: string;
  /** When it was: ` at timestep 640`. */
  readonly when?: string;
  /** What to do, as sentences. */
  readonly help: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

/**
 * The numbers, if all are finite. NaN and infinities are clamped, averaged or drawn as black later, and then look like results.
 * @throws StudioError `number-overflow`
 */
export function requireFinite(values: Float32Array, { what, when = '', help, details = {} }: FiniteOptions) {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return values;
  throw new StudioError({
    code: 'number-overflow',
    message: `${what} ${values[at]}${when}: numbers overflowed. ${help}`,
    details,
  });
}
