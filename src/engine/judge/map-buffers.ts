import { StudioError } from '../../core/errors.ts';
import { compareSides, type MapSide, sideText, tokensOf } from '../../core/grid-size.ts';
import { DataType } from '../../core/onnx/file/data-types.ts';
import { siteMapSide } from '../../core/onnx/sites/site-side.ts';
import type { AttentionSite } from '../../core/onnx/types.ts';
import type { Finding, MachineFacts } from '../../models/preflight/preflight-types.ts';
import type { ModelPlan } from '../load/plan-model.ts';

const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`;

/**
 * What the device's buffers mean for a model's maps on WebGPU: each side's A_S, fp32 `[N,N]`, must fit into
 * one. Probabilities that the graph itself writes out, `[heads,N,N]` a row, may not be larger than what can be bound, either;
 * ONNX Runtime splits large inputs (microsoft/onnxruntime #25962), but not every operator's outputs.
 */
export function mapFindings(
  { search, selfSides, latentSize }: Pick<ModelPlan, 'search' | 'selfSides' | 'latentSize'>,
  machine: MachineFacts,
  file: string | null,
): readonly Finding[] {
  const tooLarge = tooLargeMap(selfSides, machine);
  if (tooLarge) return [{ level: 'impossible', file, message: tooLarge.message, whatToDo: tooLarge.whatToDo }];
  const largest = Math.max(0, ...search.sites.map((site) => ownMapBytes(site, latentSize)));
  if (machine.backend !== 'webgpu' || largest <= machine.maxBufferBytes) return [];
  return [
    {
      level: 'warning',
      file,
      message: `The model writes out attention of ${mebibytes(largest)} at once; this graphics device binds at most ${mebibytes(machine.maxBufferBytes)}, so it may fail.`,
      whatToDo: 'Use an export with fused attention, another device, or the WASM backend.',
    },
  ];
}

/** @throws StudioError `model-unsupported` where the device has no buffers for a model's maps */
export function requireMapBuffers(selfSides: readonly MapSide[], machine: MachineFacts): void {
  const tooLarge = tooLargeMap(selfSides, machine);
  if (!tooLarge) return;
  const { message, whatToDo, details } = tooLarge;
  throw new StudioError({ code: 'model-unsupported', message: `${message} ${whatToDo}`, details });
}

function tooLargeMap(selfSides: readonly MapSide[], { backend, maxBufferBytes }: MachineFacts) {
  const side = [...selfSides].sort(compareSides).at(-1);
  if (side === undefined) return null;
  const bytes = Float32Array.BYTES_PER_ELEMENT * tokensOf(side) ** 2;
  if (backend !== 'webgpu' || bytes <= maxBufferBytes) return null;
  return {
    message: `Self-attention at ${sideText(side)} needs a map of ${mebibytes(bytes)}; this graphics device gives buffers of at most ${mebibytes(maxBufferBytes)}.`,
    whatToDo: 'Choose the WASM backend or a model for smaller pictures.',
    details: { side, bytes, maxBufferBytes },
  };
}

/** One row's probabilities of a self site that the graph writes out; 0 for fused ones. */
function ownMapBytes(site: AttentionSite, latentSize: MapSide): number {
  const { kind, heads, downscale, probabilityTensor, probabilityDataType } = site;
  if (kind !== 'self' || probabilityTensor === null) return 0;
  const bytesPerElement = probabilityDataType === DataType.float16 ? 2 : Float32Array.BYTES_PER_ELEMENT;
  return heads * tokensOf(siteMapSide(latentSize, downscale)) ** 2 * bytesPerElement;
}
