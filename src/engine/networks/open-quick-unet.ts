import { StudioError } from '../../core/errors.ts';
import type { MapSide } from '../../core/grid-size.ts';
import type { TapFragment } from '../../core/onnx/types.ts';
import { readSafetensors } from '../../core/weights/safetensors.ts';
import { readDifferences } from '../../core/weights/weight-differences.ts';
import type { UnetPlan } from '../../models/feeds/plan-inputs.ts';
import { keepsWeights } from '../../models/package/large-weights.ts';
import { type LoadOptions, type ModelPackage, sessionParts } from '../../models/package/model-package.ts';
import { withDifferences } from '../../models/package/quick-weights.ts';
import { Network } from './network.ts';
import { unetSession } from './open-networks.ts';
import type { Runtime } from './runtime.ts';
import { Unet } from './unet.ts';

interface QuickUnetOptions extends Runtime {
  readonly model: ModelPackage;
  readonly fragment: TapFragment;
  readonly plan: UnetPlan;
  /** As `Unet`. */
  readonly fitsHalves: (latentSide: MapSide) => boolean;
}

/**
 * Opens the UNet a second time, with the weights of its student of few steps.
 * @param downloaded the student's differences; null where they could not be had with the model: then they are asked for once more
 * @throws StudioError `model-unsupported` where the model has no student, `model-corrupt`, and as `ModelSource.open`, `Network.open`
 */
export async function openQuickUnet(
  { model, fragment, plan, fitsHalves, ort, device, deviceWatch }: QuickUnetOptions,
  downloaded: Blob | null,
  load: LoadOptions,
): Promise<Unet> {
  const path = model.layout.configs.quick_weights;
  const blob = downloaded ?? (await model.file('quick_weights', load));
  if (path === undefined || !blob) {
    throw new StudioError({
      code: 'model-unsupported',
      message: `The model "${model.label}" has no quick weights (unet/quick.safetensors), so it cannot draw quick pictures. Choose Full, or the bundled model.`,
    });
  }
  const differences = readDifferences(readSafetensors(new Uint8Array(await blob.arrayBuffer()), path), path);
  const files = await withDifferences(await model.network('unet', load), differences, path);
  const parts = await sessionParts(files, { fragment: new Uint8Array(fragment.bytes) });
  const session = unetSession(keepsWeights([files.graph.graph]), fragment, plan, device);
  return new Unet(
    await Network.open(parts, { ort: await ort, file: path, session, device: deviceWatch }),
    fragment,
    plan,
    fitsHalves,
  );
}
