import { StudioError } from '../../core/errors.ts';
import { findAttentionSites } from '../../core/onnx/sites/find-attention-sites.ts';
import { type PreflightOptions, preflight } from '../../models/preflight/preflight.ts';
import { type Finding, OTHER_EXPORT, type Preflight } from '../../models/preflight/preflight-types.ts';

/** The preflight, and whether the UNet's attention can be watched at all. */
export function judgeModel(options: PreflightOptions): Preflight {
  const unets = options.networks.filter(({ role }) => role === 'unet');
  const attention = unets.flatMap(({ path, graph }): Finding[] => {
    try {
      findAttentionSites(graph);
      return [];
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return [{ level: 'impossible', file: path, message: error.message, whatToDo: OTHER_EXPORT }];
    }
  });
  return preflight({ ...options, further: [...(options.further ?? []), ...attention] });
}

/**
 * @param missing what the model lacks, as the preflight was told
 * @throws StudioError `model-missing-file` if parts are missing, else `model-unsupported` for what cannot work
 */
export function requirePossible({ findings, verdict }: Preflight, label: string, missing: readonly string[]): void {
  if (verdict !== 'impossible') return;
  const reasons = findings
    .filter(({ level }) => level === 'impossible')
    .map(
      ({ file, message, whatToDo }) => `${file && !message.includes(file) ? `${file}: ` : ''}${message} ${whatToDo}`,
    );
  throw new StudioError({
    code: missing.length > 0 ? 'model-missing-file' : 'model-unsupported',
    message: `The model "${label}" cannot work here. ${reasons.join(' ')}`.trim(),
    details: { findings: reasons },
  });
}
