import { StudioError } from '../../src/core/errors.ts';

/** What can be asked for by `--provider`, as ONNX Runtime calls them. */
export const PROVIDERS = ['cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Where alone a provider can be had. */
const ONLY_ON: Readonly<Partial<Record<Provider, string>>> = { dml: 'Windows', coreml: 'macOS' };

export interface ChosenProvider {
  readonly provider: Provider;
  /** What is used and why, for people. */
  readonly reason: string;
}

/**
 * What a model runs on. Attention is added up on the CPU in any case.
 * @param asked null: the CPU, which gives the same pictures on every machine of its kind and is always there
 * @param listed what the installed ONNX Runtime says that it offers
 * @throws StudioError `backend-unavailable`
 */
export function chooseProvider(asked: Provider | null, listed: readonly string[], threads: number): ChosenProvider {
  const offered = PROVIDERS.filter((provider) => provider === 'cpu' || listed.includes(provider));
  const others = offered.filter((provider) => provider !== 'cpu');
  const onCpu = `on the CPU with ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  if (asked === null) {
    const more = others.length === 0 ? '' : `; --provider ${others.join(' or ')} asks for what else is installed`;
    return { provider: 'cpu', reason: `ONNX Runtime ${onCpu}, as nothing else was asked for${more}.` };
  }
  if (!offered.includes(asked)) {
    const message = `Expected --provider to be one that the installed ONNX Runtime offers (${offered.join(', ')}); found ${asked}${ONLY_ON[asked] ? `, which is for ${ONLY_ON[asked]}` : ''}. Choose one of them, or install a runtime that has it.`;
    throw new StudioError({ code: 'backend-unavailable', message });
  }
  if (asked === 'cpu') return { provider: asked, reason: `ONNX Runtime ${onCpu}, as asked.` };
  return {
    provider: asked,
    reason: `ONNX Runtime with ${asked}, as asked; operators that it lacks, and attention, run ${onCpu}.`,
  };
}
