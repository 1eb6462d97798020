import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { appendClasses, layoutOf } from '../../../src/core/attention/append-columns.ts';
import { addClasses } from '../../../src/engine/jobs/add-classes.ts';
import { capturePicture } from '../../../src/engine/jobs/capture-picture.ts';
import { classesOf, jobContext, SETTINGS, worst } from '../../../src/engine/testing/job.ts';
import { segmentRecord } from '../../../src/engine/tuning/segment-record.cpu.ts';
import { provideVulkan } from '../../../src/gpu/testing/vulkan-driver.ts';
import { defaultTuningOn, expectedShape } from '../../../src/studio/settings/defaults.ts';
import { fitTuning } from '../../../src/studio/tuning/fit-tuning.ts';
import { openDevice } from '../dawn.ts';
import { loadNodeOrt } from '../node-ort.ts';
import { openBundled } from '../open-bundled.ts';

const platform = `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`;
const dawnFolder = join(dirname(fileURLToPath(import.meta.resolve('webgpu'))), 'dist', platform);
const ortFolder = dirname(
  createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'),
);
const modelFolder = fileURLToPath(new URL('../../../public/models/emoji-scenes', import.meta.url));

const [CAT, CHAIR] = [8, 9];
/** A call of the UNet takes a software driver seconds: one call, at a quarter of the usual pixels. */
const SIDE = 64;
const settings = { ...SETTINGS, width: SIDE, height: SIDE, classIds: [CAT], renoiseTimesteps: [300] };

beforeAll(provideVulkan);

/** Sky, grass, and a block that might be anything: what the backends make of it is the same. */
function plainPicture(side: number) {
  const rgba = new Uint8ClampedArray(4 * side * side);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const isBlock = x > side / 3 && x < side / 1.5 && y > side / 3 && y < side / 1.3;
    rgba.set(isBlock ? [200, 120, 40, 255] : y < side / 2 ? [90, 160, 240, 255] : [80, 160, 60, 255], 4 * i);
  }
  return { width: side, height: side, rgba };
}

test('a class is added on WebGPU with the columns and the mask that WASM gives it', async () => {
  const ort = await loadNodeOrt(ortFolder, { isTimed: false });
  const { device } = await openDevice(dawnFolder);
  const { model: onCpu } = await openBundled(modelFolder, ort, null);
  const picture = plainPicture(SIDE);
  const upload = { fileName: 'a.png', sha256: null };
  // One call has one part.
  const fitted = fitTuning(defaultTuningOn(onCpu.info), expectedShape(onCpu.info, picture, 1)).tuning;
  const tuning = { ...fitted, window: [0, 0] } as const;
  const { record } = await capturePicture(
    { jobId: 'photo', picture, upload, settings, classes: classesOf(settings), tuning },
    jobContext(onCpu),
  );
  const request = {
    ...{ jobId: 'job', picture, settings, prompt: settings.caption },
    classes: classesOf(settings),
    added: classesOf({ classIds: [CHAIR] }),
    layout: layoutOf(record),
  };
  const byCpu = await addClasses(request, jobContext(onCpu));
  const { model: onGpu } = await openBundled(modelFolder, ort, device);
  const byGpu = await addClasses(request, jobContext(onGpu));

  expect(byGpu.record.columns).toEqual(byCpu.record.columns);
  for (const [i, { selfSide, data }] of byCpu.record.stacks.entries()) {
    const other = byGpu.record.stacks[i];
    expect(other?.selfSide).toBe(selfSide);
    const peak = data.reduce((most, value) => Math.max(most, value), 0);
    expect(peak).toBeGreaterThan(0);
    // The two add in another order; a wrong site, head or column would differ by as much as there is.
    expect(worst(data, other?.data ?? []), `side ${selfSide}`).toBeLessThan(0.01 * peak);
  }
  const masks = [byCpu, byGpu].map((added) => {
    return segmentRecord(appendClasses(record, added.record), tuning, picture).mask;
  }) as [Uint8Array, Uint8Array];
  const alike = masks[0].reduce((count, id, i) => count + Number(id === masks[1][i]), 0);
  expect(alike / masks[0].length).toBeGreaterThan(0.995);
  device.destroy();
}, 480_000);
