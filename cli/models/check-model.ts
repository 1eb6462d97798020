import { StudioError } from '../../src/core/errors.ts';
import { findAttentionSites } from '../../src/core/onnx/sites/find-attention-sites.ts';
import { checkModel as judge } from '../../src/engine/judge/check-model.ts';
import type { ChosenModel } from '../../src/engine/judge/choose-model.ts';
import type { ModelCache } from '../../src/models/cache/model-cache.ts';
import { openModelPackage } from '../../src/models/package/model-package.ts';
import { cacheSource } from '../../src/models/source/cache-source.ts';
import type { ModelCheck } from '../../src/rpc/contract.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import { MACHINE } from '../engine/machine.ts';
import type { Report } from '../report/report.ts';
import type { CheckedFile } from './check-files.ts';
import type { KeptModel } from './kept-models.ts';

const VERDICTS: Readonly<Record<ModelCheck['preflight']['verdict'], string>> = {
  ok: 'nothing stands against using it here',
  warning: 'it can be used here, with a drawback',
  impossible: 'it cannot work here',
};

/** A kept model as one that was chosen: nothing of it is asked for. */
export function chosenFromCache(cache: ModelCache, { model, name, entry }: KeptModel): ChosenModel {
  return {
    id: entry?.id ?? model,
    name,
    origin: { kind: 'cache', label: model },
    source: cacheSource(cache, model),
    entry,
  };
}

/**
 * Judges a model as it would be before it is loaded, and tells that with what was found of its files.
 * @param files null: nothing of it is kept
 * @returns whether all is well
 * @throws StudioError as `ModelSource.list` and `ModelSource.peek`
 */
export async function tellCheck(
  chosen: ChosenModel,
  files: readonly CheckedFile[] | null,
  report: Pick<Report, 'result'>,
): Promise<boolean> {
  const { preflight, licence, unverified, neededBytes } = await judge(chosen, MACHINE);
  const { verdict, findings, needs } = preflight;
  const attention = await attentionOf(chosen);
  const bad = (files ?? []).filter(({ state }) => state !== 'sound' && state !== 'unhashed');
  const { label } = chosen.origin;
  const text = [
    chosen.name === label ? label : `${chosen.name} (${label})`,
    ...(files ?? []).map(({ path, told }) => `  ${path}: ${told}`),
    ...(files === null ? [`  Not kept: ${formatBytes(neededBytes)} to download`] : []),
    `Attention: ${attention.told}.`,
    `Memory for weights: ${formatBytes(needs.memoryBytes)}.`,
    ...(licence ? [`Licence: ${licence.name}${licence.confirmed ? '' : ' (not confirmed)'}.`] : []),
    `Verdict: ${VERDICTS[verdict]}.`,
    ...findings.map(
      ({ level, file, message, whatToDo }) =>
        `  ${level}: ${file && !message.includes(file) ? `${file}: ` : ''}${message} ${whatToDo}`,
    ),
    ...unverified.map((why) => `  not verified: ${why}`),
    ...(bad.length > 0
      ? [
          `${bad.length} of ${files?.length} files are not sound. Bring them anew with dataset-diffusion models fetch; damaged ones after models check --forget-damaged.`,
        ]
      : []),
  ];
  report.result(text.join('\n'), {
    ...{ model: label, name: chosen.name, files, verdict, findings, unverified, licence },
    ...{
      selfSites: attention.selfSites,
      crossSites: attention.crossSites,
      untapped: attention.untapped,
      memoryBytes: needs.memoryBytes,
    },
  });
  return bad.length === 0 && verdict !== 'impossible';
}

/** The sites of a model's UNet that can be watched; none where there is no UNet, or no attention in it. */
async function attentionOf({ source, entry }: ChosenModel) {
  const none = (told: string) => ({ told, selfSites: 0, crossSites: 0, untapped: 0 });
  try {
    const scanned = await (await openModelPackage(source, entry, MACHINE)).scan('unet');
    if (!scanned) return none('there is no UNet');
    const { sites, untapped } = findAttentionSites(scanned.graph);
    const selfSites = sites.filter(({ kind }) => kind === 'self').length;
    const crossSites = sites.length - selfSites;
    const counts = { selfSites, crossSites, untapped: untapped.length };
    return {
      told: `${selfSites} self and ${crossSites} cross sites can be watched, ${untapped.length} cannot`,
      ...counts,
    };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return none(`not known. ${error.message.replace(/\.$/, '')}`);
  }
}
