import type { MachineFacts } from '../preflight/preflight-types.ts';

/** How an export's name says that its numbers are stored: the bits of a weight, and whether it computes in half precision. */
interface Variant {
  readonly pattern: RegExp;
  readonly bits: number;
  readonly kind: 'half' | 'integer' | 'plain';
}

/** Marks as optimum, transformers.js and the WebNN samples write them; the first that is found counts. */
const VARIANTS: readonly Variant[] = [
  { pattern: /[_.-]q4f16(?=[_.-])/i, bits: 4, kind: 'half' },
  { pattern: /[_.-](q4|int4|uint4|bnb4)(?=[_.-])/i, bits: 4.5, kind: 'plain' },
  { pattern: /[_.-](q8|int8|uint8|quantized|quant)(?=[_.-])/i, bits: 8, kind: 'integer' },
  { pattern: /[_.-](fp16|float16|f16|half)(?=[_.-])/i, bits: 16, kind: 'half' },
];
const PLAIN = { bits: 32, kind: 'plain' } as const;

/** What of a machine decides between exports of one network. */
export type VariantMachine = Pick<MachineFacts, 'backend' | 'hasShaderF16'>;

/** What an export is called without the mark of its variant: `model_q4f16.onnx` is `model.onnx`. */
export function plainName(path: string): string {
  return VARIANTS.reduce((name, { pattern }) => name.replace(pattern, ''), path);
}

/**
 * Order of preference among exports of one network, smallest first: what the machine computes well, and of that the fewest bits.
 * Half precision needs `shader-f16` and is widened on the CPU; integer products have kernels on the CPU only.
 * @param machine null: not known, and the plainest is preferred
 */
export function variantRank(path: string, machine: VariantMachine | null): number {
  const { bits, kind } = VARIANTS.find(({ pattern }) => pattern.test(path)) ?? PLAIN;
  if (!machine) return -bits;
  const runsWell = {
    plain: true,
    half: machine.backend === 'webgpu' && machine.hasShaderF16,
    integer: machine.backend !== 'webgpu',
  };
  return (runsWell[kind] ? 0 : 100) + bits;
}
