import { chmod } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GPU_COUNTS, trainingFiles } from '../../src/core/dataset/formats/mmsegmentation/training-configs.ts';
import type { FormatChoice } from '../../src/core/dataset/formats/registry.ts';
import { splitCounts } from '../../src/core/dataset/split.ts';
import { StudioError } from '../../src/core/errors.ts';
import { COCO_80 } from '../../src/core/prompt/coco-80.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { convertSource } from '../datasets/convert-source.ts';
import { withDataset } from '../datasets/open-dataset.ts';
import { progressOf } from '../datasets/progress-of.ts';
import { trainPercentOf } from '../datasets/split-of.ts';
import { requireFree } from '../generate/run-paths.ts';
import { isZip, writeSet } from '../generate/write-set.ts';
import { readFormatChoice } from '../inputs/format-choice.ts';
import { wholeNumber } from '../inputs/numbers.ts';
import { readInput } from '../inputs/read-input.ts';
import { onDisk, REAL_FS, writeAtomically } from '../work/disk.ts';

/** Options of `train-ready`, as they are written. */
export interface TrainReadyOptions {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly iterations?: string;
  readonly gpus: string;
  readonly realVoc?: string;
  readonly trainPercent?: string;
}

/** The paper's. */
const ITERATIONS = 20_000;
const COCO_ITERATIONS = 40_000;

/**
 * Writes a dataset as mmsegmentation reads it, with configs and a script that train the paper's segmenters on it and measure them.
 * @throws StudioError as `withDataset`, `convertSource`, `writeSet`; `arguments-invalid`
 */
export async function trainReady(path: string, options: TrainReadyOptions, { report }: CommandContext): Promise<void> {
  const { out } = options;
  if (isZip(out)) {
    const message = `Expected --out to be a folder, since trainers read files; found ${out}. Name one, such as ${out.replace(/\.zip$/i, '')}.`;
    throw new StudioError({ code: 'arguments-invalid', message });
  }
  await requireFree(out, options.overwrite === true);
  const gpus = gpuCount(options.gpus);
  const realVoc = options.realVoc === undefined ? null : await realTree(options.realVoc);
  await withDataset(path, {}, async (dataset) => {
    const { source, notes } = await convertSource(dataset, progressOf(report, dataset.items.length, 'pairs'));
    const usual = source.labelSet.id === COCO_80.id ? COCO_ITERATIONS : ITERATIONS;
    const split = dataset.manifest && trainPercentOf(dataset.manifest);
    const choice: FormatChoice = readFormatChoice({
      format: 'mmsegmentation',
      option: [`iterations=${options.iterations ?? usual}`],
      trainPercent: options.trainPercent ?? (split === null ? undefined : String(split)),
    });
    const written = await writeSet(source, { out, choice });
    const hasVal = splitCounts(source.entries.length, choice.trainPercent).val > 0;
    const files = trainingFiles({ gpus, hasVal, realVoc, iterations: Number(choice.options.iterations) });
    for (const { path: name, text } of files) {
      await onDisk(join(out, name), () => writeAtomically(REAL_FS, join(out, name), text));
    }
    await chmod(join(out, 'train.sh'), 0o755);
    for (const note of [...notes, ...written.notes]) report.note('format', note);
    const pairs = source.entries.length;
    const text = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} in ${out}, and configs that train on ${pairs === 1 ? 'it' : 'them'}: ${join(out, 'train.sh')} says how, and runs them. They were not run by this project.`;
    report.result(text, { path, out, pairs, gpus, realVoc, iterations: choice.options.iterations });
  });
}

function gpuCount(text: string): (typeof GPU_COUNTS)[number] {
  const gpus = GPU_COUNTS.find((count) => count === wholeNumber('--gpus', text, 1, 8));
  if (gpus) return gpus;
  const message = `Expected --gpus to be ${GPU_COUNTS.join(', ')}, among which a step's 8 pictures can be shared; found ${text}.`;
  throw new StudioError({ code: 'arguments-invalid', message });
}

/** The folder of `JPEGImages`, whichever of VOC's folders was named. @throws StudioError `file-missing` */
async function realTree(named: string): Promise<string> {
  const inner = join(named, 'VOC2012');
  const isOuter = (await REAL_FS.stat(inner).catch(() => null))?.isDirectory() === true;
  const tree = resolve(isOuter ? inner : named);
  await readInput(join(tree, 'ImageSets/Segmentation/val.txt'), 'the list of VOC’s val pictures');
  return tree;
}
