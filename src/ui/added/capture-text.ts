import type { LaterCapture, Provenance } from '../../core/dataset/types.ts';

/** How a class came to a finished picture, in a line. */
export function captureText(
  { renoiseTimesteps, modelId, modelSha256 }: Pick<LaterCapture, 'renoiseTimesteps' | 'modelId' | 'modelSha256'>,
  { provenance }: { readonly provenance: Pick<Provenance, 'modelId' | 'modelSha256'> },
): string {
  const levels = renoiseTimesteps.length;
  const how = `by re-noise capture at ${levels} ${levels === 1 ? 'noise level' : 'noise levels'}`;
  if (modelId !== provenance.modelId) return `${how}, by ${modelId}`;
  return modelSha256 === provenance.modelSha256 ? how : `${how}, by another version of ${modelId}`;
}
