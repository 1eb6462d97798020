import type { OnnxGraph } from '../../types.ts';
import { readOnnxGraph } from '../read-graph.ts';
import { readModelLayout } from './blob-layout.ts';
import type { BlobLike, ModelLayout, TensorLocation } from './blob-types.ts';
import { writeSkeleton } from './skeleton.ts';

/** A model file read by ranges. */
export interface BlobGraph {
  /** As `readOnnxGraph` gives it, but large tensors have no `rawData`, and a large Constant node is an initialiser. */
  readonly graph: OnnxGraph;
  /** By initialiser name: where its numbers lie. */
  readonly tensors: ReadonlyMap<string, TensorLocation>;
  /** Files that hold tensors of this model, as its external data names them (`model.onnx_data`, `weights.pb`). */
  readonly sideFiles: readonly string[];
  /** What `writeSkeleton` needs. */
  readonly layout: ModelLayout;
}

/**
 * Reads the graph of an ONNX file of any size by ranges: its nodes and small tensors, never the numbers of its weights. A
 * UNet of 1.7 GB costs a few megabytes of reading.
 *
 * @throws StudioError `model-corrupt` if the bytes are no ONNX model or end too early; else what reading `blob` throws
 */
export async function readOnnxGraphFromBlob(blob: BlobLike): Promise<BlobGraph> {
  const layout = await readModelLayout(blob);
  // The skeleton is a complete model of a few megabytes: one reader of graphs serves files of all sizes.
  const graph = readOnnxGraph(writeSkeleton(layout, 'model.onnx'));
  const files = [...layout.tensors.values()].map(({ file }) => file).filter((file) => file !== null);
  return { graph, tensors: layout.tensors, sideFiles: [...new Set(files)], layout };
}
