import pMap from 'p-map';
import { StudioError } from '../../src/core/errors.ts';
import type { LabelClass, LabelSet } from '../../src/core/prompt/types.ts';
import { checkSettings } from '../../src/engine/jobs/check-settings.ts';
import { forPhoto } from '../../src/studio/settings/suited.ts';
import { withSize } from '../../src/studio/settings/with-size.ts';
import type { CommandContext } from '../commands/command-context.ts';
import { folderFiles } from '../datasets/folder-files.ts';
import { progressOf } from '../datasets/progress-of.ts';
import { readCaptions, stemOf } from '../evaluate/read-captions.ts';
import { makeRun, openRunModel } from '../generate/make-run.ts';
import type { RunSettings } from '../generate/planned-items.ts';
import { promptCheck } from '../generate/prompt-check.ts';
import { type RunOptions, readRunRequest, runTuning } from '../generate/run-request.ts';
import { readAskedSettings, sharedSettings } from '../generate/run-settings.ts';
import { readPhotoRows } from '../inputs/read-prompts.ts';
import { toldRows } from '../inputs/told-rows.ts';
import type { Fit } from '../pictures/fit-picture.ts';
import type { AskedPhotos } from './asked-photo.ts';
import { judgePhotoRows, namedClasses } from './judge-photo-row.ts';
import { photoHash } from './photo-file.ts';
import { photosInFolder } from './photos-in-folder.ts';
import { type KnownPhoto, planPhotos } from './plan-photos.ts';

/** Options of `mask`, as they are written. */
export interface MaskOptions extends RunOptions {
  readonly images: string;
  readonly list?: string;
  readonly classes?: string;
  readonly captions?: string;
  readonly seed?: string;
  readonly clipSkip?: string;
  readonly fit: Fit;
}

/** Files read at once. */
const AT_ONCE = 4;

/** Makes masks of photographs, and a dataset of both. @returns the exit code @throws StudioError */
export async function mask(options: MaskOptions, context: CommandContext): Promise<number> {
  const { report } = context;
  const { signal } = context.interrupts();
  const request = await readRunRequest(options);
  const { labelSet, file } = request;
  const asked = readAskedSettings({ seed: options.seed, clipSkip: options.clipSkip });
  // What is wrong is told before a model is loaded.
  const photos = await knownPhotos(options, labelSet, context);
  if (signal.aborted) return context.interrupts().exitCode ?? 0;
  const opened = await openRunModel(options, request, context);
  const { info, filesSha256 } = opened.model;
  // A photograph has its own size.
  const settings = forPhoto(withSize(sharedSettings(info.suggested, labelSet, file, asked), null));
  const tuning = runTuning(request, info);
  checkSettings({ jobId: '', settings, classes: [], tuning }, info);
  const checkPrompt = promptCheck(opened.model, settings, labelSet);
  const checkClasses = promptCheck(opened.model, { ...settings, style: 'classes' }, labelSet);
  const tooLong = photos.flatMap(({ row, caption, classes }) => {
    const failure = caption === '' ? checkClasses(caption, classes) : checkPrompt(caption, classes);
    return failure ? [`${row}: ${failure.message}`] : [];
  });
  if (tooLong.length > 0) throw refused(tooLong, photos.length);
  const { id, unetSha256 } = info;
  const model = { id, unetSha256, filesSha256 };
  const run: RunSettings = { model, labelSet, settings, tuning, own: { fit: options.fit } };
  const planned = planPhotos(photos, run, info.suggested);
  if (planned.length < photos.length) {
    const repeated = photos.length - planned.length;
    report.note('repeated', `${repeated} of ${photos.length} rows repeat another in all and are made once.`, {
      repeated,
    });
  }
  const photoPlace = { folder: options.images, fit: options.fit };
  return makeRun(planned, run, { options, request, opened, context, photos: photoPlace });
}

/** @throws StudioError `prompt-invalid` naming all rows that cannot be made */
async function knownPhotos(
  options: MaskOptions,
  labelSet: LabelSet,
  { report, interrupts }: CommandContext,
): Promise<KnownPhoto[]> {
  const { images } = options;
  const { photos, problems } = await askedPhotos(options, labelSet, report);
  const captions = options.captions === undefined ? null : await readCaptions(options.captions);
  if (photos.length + problems.length === 0) {
    throw new StudioError({ code: 'file-missing', message: `Expected pictures in ${images}; found none.` });
  }
  const { signal } = interrupts();
  report.note('reading', `Reads ${photos.length} photographs, to know them again.`, { photographs: photos.length });
  const tell = progressOf(report, photos.length, 'photographs');
  let done = 0;
  const known: KnownPhoto[] = [];
  const bad = [...problems];
  const looked = await pMap(
    photos,
    async ({ path }) => {
      const found = signal.aborted ? null : await photoHash(images, path);
      if (++done % 100 === 0) tell(done);
      return found;
    },
    { concurrency: AT_ONCE },
  );
  for (const [i, photo] of photos.entries()) {
    const found = looked[i];
    if (!found) continue;
    if ('problem' in found) bad.push(`${photo.row}: ${found.problem}`);
    else known.push({ ...photo, caption: photo.caption || (captions?.get(stemOf(photo.path)) ?? ''), ...found });
  }
  if (bad.length > 0) throw refused(bad, photos.length + problems.length);
  return known;
}

async function askedPhotos(
  { images, list, classes }: MaskOptions,
  labelSet: LabelSet,
  report: CommandContext['report'],
): Promise<AskedPhotos> {
  const rules = { labelSet, classesOfAll: classes === undefined ? [] : classesForAll(classes, labelSet) };
  if (list !== undefined) return judgePhotoRows(await readPhotoRows(list), rules);
  const { leftOut, ...asked } = photosInFolder((await folderFiles(images)).paths, rules);
  if (leftOut > 0)
    report.note('left-out', `${leftOut} files of ${images} are no pictures by their names.`, { leftOut });
  return asked;
}

/** @throws StudioError `class-unknown` */
function classesForAll(written: string, labelSet: LabelSet): readonly LabelClass[] {
  const named = namedClasses(labelSet)(written);
  if (typeof named !== 'string' && named.length > 0) return named;
  const found = typeof named === 'string' ? named : 'It names none.';
  const message = `Expected --classes to name classes of ${labelSet.name}, such as “cat, dog”. ${found} Name others, or another --label-set.`;
  throw new StudioError({ code: 'class-unknown', message });
}

function refused(bad: readonly string[], rows: number): StudioError {
  const message = `Expected photographs and their classes. ${bad.length} of ${rows} cannot be made. ${toldRows(bad)} Correct them; nothing was begun.`;
  return new StudioError({ code: 'prompt-invalid', message, details: { rows: bad } });
}
