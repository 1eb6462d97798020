import type { PromptStyle } from '../../src/core/prompt/types.ts';
import { defaultTuning } from '../../src/core/segmentation/tuning-defaults.ts';
import type { LoadedModel } from '../../src/engine/load-model.ts';
import { openRecordCpu } from '../../src/gpu/segment-record.cpu.ts';
import { type ClassOverlap, classOverlap } from './class-overlap.ts';
import { IDS, type MeasuredRow } from './measured-row.ts';
import { shippedTuning } from './shipped-tuning.ts';
import { captureScene, type PairKind } from './studio-engine.ts';
import { studioRows, type TuningRow, tuningRows } from './tuning-rows.ts';
import { heldOutScenes, type WorldScene } from './world-scenes.ts';

const OTHER_STYLES: readonly PromptStyle[] = ['simple', 'caption', 'classes', 'simple+classes'];

/**
 * Table (r): masks for held-out real pictures against exact truth. Each picture is captured once per prompt style and once as the
 * studio captures; all other rows are tunings of the same records.
 *
 * @param styleCount pictures that are captured in the other prompt styles too, for the comparison of styles
 */
export async function measureRealPictures(
  model: LoadedModel,
  count: number,
  styleCount: number,
  onPicture: (done: number) => void,
): Promise<MeasuredRow[]> {
  const { crossSides, selfSides, latentSize, suggested } = model.info;
  const windowBins = suggested.renoiseTimesteps.length;
  const standard = defaultTuning(crossSides, selfSides, latentSize, windowBins);
  const rows = tuningRows(standard, crossSides, selfSides, windowBins);
  const ownRows = studioRows(shippedTuning(model, windowBins), windowBins);
  const empty = ({ group, name }: TuningRow): MeasuredRow => ({ group, name, overlaps: [] });
  const measured = rows.map(empty);
  const ownMeasured = ownRows.map(empty);
  const plain = { group: 'prompt style', tuning: { ...standard, alpha: standard.beta } };
  const byStyle = new Map<PromptStyle, MeasuredRow>();
  for (const style of [...OTHER_STYLES, 'caption+classes'] as const) {
    byStyle.set(style, { group: plain.group, name: style, overlaps: [] });
  }
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
    for (const [style, row] of byStyle) {
      const isMain = style === 'caption+classes';
      const isCompared = done < styleCount;
      if (!isMain && !isCompared) continue;
      const overlaps = await measure({ style, capture: 'paper' }, [plain, ...(isMain ? rows : [])]);
      keep(isMain ? measured : [], overlaps.slice(1));
      keep(isCompared ? [row] : [], overlaps);
    }
    keep(ownMeasured, await measure({ style: 'caption+classes', capture: 'studio' }, ownRows));
    onPicture(++done);
  }
  return [...measured, ...ownMeasured, ...(styleCount > 0 ? byStyle.values() : [])];
}

const overlapOf = (mask: Uint8Array, scene: WorldScene) => classOverlap(mask, scene.truth, IDS);
