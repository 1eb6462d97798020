import type { ClassOverlap } from '../../../src/core/evaluate/class-overlap.ts';
import { defaultTuning } from '../../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../../src/engine/load/load-model.ts';
import { namedBy } from '../named-by.ts';
import { shippedTuning } from '../shipped-tuning.ts';
import { diffuMask } from './diffu-mask.ts';
import { diffusionSeg } from './diffusion-seg.ts';
import { keptPairs } from './noise-filter.ts';
import { oneThreshold } from './one-threshold.ts';
import { ownSystem } from './own-system.ts';
import { capturedSubjects, SUBJECT_SETS, type SubjectSet } from './subjects/captured-subjects.ts';
import { firstClassAlone, type System, seenOnce } from './system.ts';
import { SystemLog } from './system-log.ts';

/** The first pictures of each set: every system takes the point that is best on them, and is measured on the others. */
const TUNED_ON = 40;

/** Of each class's pairs, what the noise filter drops. */
const DROPPED = 0.2;

/** Of A_C, for all but the paper's settings: on thirty other real pictures both systems were better with these than with side 16 or all sides. */
const RIVAL_SIDES = [16, 32];

const OWN_PAPER = "Dataset Diffusion, the paper's settings";
const OWN_STUDIO = "Dataset Diffusion, the studio's settings";
const DIFFU_MASK = 'DiffuMask';
const DIFFUSION_SEG = 'DiffusionSeg';

const GROUPS: Readonly<Record<SubjectSet, string>> = {
  real: 'systems, real pictures of one object',
  generated: 'systems, generated pictures of one object',
  scenes: 'systems, scenes of one to three classes',
};

export interface SystemRow {
  readonly group: string;
  readonly name: string;
  /** The chosen point. */
  readonly tuned: string;
  /** One a measured picture. */
  readonly overlaps: ClassOverlap[];
  /** Of the same pictures; null in the own rows. */
  readonly paper: ClassOverlap[] | null;
  readonly studio: ClassOverlap[] | null;
}

/**
 * The table of other systems beside Dataset Diffusion: all on the same pictures, each with sixteen points to choose from, chosen on the same
 * pictures that it is not measured on.
 *
 * @param count measured pictures of each set
 * @param only sets with one of these words in their group; none: all
 */
export async function measureSystems(
  model: LoadedModel,
  count: number,
  onPicture: (done: number) => void,
  only: readonly string[] = [],
): Promise<SystemRow[]> {
  const rows: SystemRow[] = [];
  let done = 0;
  const sets = namedBy(
    only,
    SUBJECT_SETS.map((set) => ({ set, group: GROUPS[set], name: '' })),
  );
  for (const { set, group } of sets) {
    let logs: SystemLog[] = [];
    for await (const subject of capturedSubjects(model, set, TUNED_ON + count)) {
      if (logs.length === 0)
        logs = systemsFor(model, set, subject.paper.windowBins).map((system) => new SystemLog(system));
      for (const log of logs) log.add(log.system.masksOf(subject), subject.truth, subject.classes[0]?.id ?? 0);
      onPicture(++done);
    }
    rows.push(...rowsOf(group, logs, set !== 'scenes'));
  }
  return rows;
}

function systemsFor(model: LoadedModel, set: SubjectSet, bins: number): System[] {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const calls = set === 'generated' ? suggested.steps : suggested.renoiseTimesteps.length;
  const paper = defaultTuning(crossSides, selfSides, latentSize, bins);
  const rival = { ...paper, crossSides: RIVAL_SIDES };
  const cut = (name: string, semantic: number) =>
    seenOnce(diffusionSeg(name, rival, { semantic, spatial: 1 - semantic }));
  const mask = seenOnce(diffuMask(DIFFU_MASK, { ...rival, upsampling: 'guided' }));
  const all = [
    ownSystem(OWN_PAPER, (subject) => subject.paper, paper),
    ownSystem(OWN_STUDIO, (subject) => subject.studio, shippedTuning(model, calls)),
    oneThreshold('cross-attention, one threshold', rival),
    diffuMask(`${DIFFU_MASK} without its CRF`, rival),
    mask,
  ];
  if (set === 'scenes') {
    const both = cut(DIFFUSION_SEG, 0.5);
    return [
      ...all,
      firstClassAlone(mask, `${DIFFU_MASK}, the first class alone`),
      both,
      firstClassAlone(both, `${DIFFUSION_SEG}, the first class alone`),
    ];
  }
  return [
    ...all,
    cut(`${DIFFUSION_SEG}, semantic coherence alone`, 1),
    cut(`${DIFFUSION_SEG}, spatial coherence alone`, 0),
    cut(DIFFUSION_SEG, 0.5),
  ];
}

function rowsOf(group: string, logs: readonly SystemLog[], hasOneObject: boolean): SystemRow[] {
  const measured = logs.map((log) => ({ name: log.system.name, ...log.tuned(TUNED_ON) }));
  const named = (name: string) => measured.find((one) => one.name === name)?.overlaps ?? null;
  const [paper, studio] = [named(OWN_PAPER), named(OWN_STUDIO)];
  return measured.flatMap(({ name, point, overlaps, certainties, classIds }): SystemRow[] => {
    const row = {
      group,
      name,
      tuned: point,
      overlaps,
      paper: name === OWN_PAPER ? null : paper,
      studio: name === OWN_STUDIO ? null : studio,
    };
    if (name !== DIFFU_MASK || !hasOneObject) return [row];
    const kept = keptPairs(classIds, certainties, DROPPED);
    const ofKept = <T>(all: readonly T[] | null) => all && kept.map((place) => all[place] as T);
    const filtered = {
      ...row,
      name: `${DIFFU_MASK}, noise filter`,
      overlaps: kept.map((place) => overlaps[place] as ClassOverlap),
      paper: ofKept(row.paper),
      studio: ofKept(row.studio),
    };
    return [row, filtered];
  });
}
