import { type ClassOverlap, classOverlap } from '../../src/core/evaluate/class-overlap.ts';
import { PROMPT_STYLES } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../src/engine/load/load-model.ts';
import { openRecordCpu } from '../../src/engine/tuning/segment-record.cpu.ts';
import { IDS, type MeasuredRow } from './measured-row.ts';
import { namedBy } from './named-by.ts';
import { shippedTuning } from './shipped-tuning.ts';
import { captureScene, type PairKind } from './studio-engine.ts';
import { studioRows, type TuningRow, tuningRows } from './tuning-rows.ts';
import { heldOutScenes, type WorldScene } from './world-scenes.ts';

const MAIN_STYLE = 'caption+classes';

/**
 * Table (r): masks for held-out real pictures against exact truth. Each picture is captured once per prompt style and once as the
 * studio captures; all other rows are tunings of the same records.
 *
 * @param styleCount pictures that are captured in the other prompt styles too, for the comparison of styles
 * @param only rows with one of these words in their group or name; none: all
 */
export async function measureRealPictures(
  model: LoadedModel,
  count: number,
  styleCount: number,
  onPicture: (done: number) => void,
  only: readonly string[] = [],
): Promise<MeasuredRow[]> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const windowBins = suggested.renoiseTimesteps.length;
  const standard = defaultTuning(crossSides, selfSides, latentSize, windowBins);
  const rows = namedBy(only, tuningRows(standard, crossSides, selfSides, windowBins));
  const ownRows = namedBy(only, studioRows(shippedTuning(model, windowBins), windowBins));
  const plain = { group: 'prompt style', tuning: { ...standard, alpha: standard.beta } };
  const styleRows = namedBy(only, styleCount > 0 ? PROMPT_STYLES.map((name) => ({ ...plain, name })) : []);
  const empty = ({ group, name }: Pick<TuningRow, 'group' | 'name'>): MeasuredRow => ({ group, name, overlaps: [] });
  const [measured, ownMeasured, styleMeasured] = [rows.map(empty), ownRows.map(empty), styleRows.map(empty)];
  let done = 0;
  for (const scene of heldOutScenes(count)) {
    const measure = async (kind: PairKind, tunings: readonly Pick<TuningRow, 'tuning'>[]) => {
      const segmenter = openRecordCpu(await captureScene(model, scene, kind), scene.picture);
      return tunings.map(({ tuning }) => overlapOf(segmenter.segment(tuning).mask, scene));
    };
    const keep = (into: readonly MeasuredRow[], overlaps: readonly ClassOverlap[]) =>
      overlaps.forEach((overlap, index) => {
        into[index]?.overlaps.push(overlap);
      });
    for (const style of PROMPT_STYLES) {
      const compared = done < styleCount ? styleMeasured.filter(({ name }) => name === style) : [];
      const isMain = style === MAIN_STYLE;
      const wanted = [...compared.map(() => plain), ...(isMain ? rows : [])];
      if (wanted.length === 0) continue;
      keep([...compared, ...measured], await measure({ style, capture: 'paper' }, wanted));
    }
    if (ownRows.length > 0) keep(ownMeasured, await measure({ style: MAIN_STYLE, capture: 'studio' }, ownRows));
    onPicture(++done);
  }
  return [...measured, ...ownMeasured, ...styleMeasured];
}

const overlapOf = (mask: Uint8Array, scene: WorldScene) => classOverlap(mask, scene.truth, IDS);
