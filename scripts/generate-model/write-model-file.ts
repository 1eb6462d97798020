import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeModel } from './encode-model.ts';
import type { ModelWriter } from './model-writer.ts';
import { randomWeights } from './random-weights.ts';
import { byteCount } from './weight-spec.ts';

export interface WriteOptions {
  readonly path: string;
  readonly seed: number;
  /** Weights in `PATH_data` beside the graph instead of inside it. */
  readonly external: boolean;
}

/** Parsers of protobuf take messages below this. */
const MAX_MESSAGE_BYTES = 2 ** 31;
/** Seeds of weights within one model; no model has more weights. */
const MAX_WEIGHTS = 65_536;

/**
 * Writes a model with random weights to disk, some megabytes at a time.
 * @returns bytes written, side file included
 * @throws Error if one file would exceed what protobuf holds
 */
export async function writeModelFile(model: ModelWriter, { path, seed, external }: WriteOptions): Promise<number> {
  const { structure, weights, byteLength } = encodeModel(model, external ? `${basename(path)}_data` : null);
  if (byteLength >= MAX_MESSAGE_BYTES) {
    throw new Error(
      `Expected a file of less than 2 GiB; ${path} would take ${byteLength} bytes. Write the weights apart with --external, or as fp16.`,
    );
  }
  const numbers = model.weights.map((weight, index) => () => randomWeights(weight, seed * MAX_WEIGHTS + index));
  function* file() {
    yield structure;
    for (const [index, { head, inlineBytes }] of weights.entries()) {
      yield head;
      if (inlineBytes > 0) yield* numbers[index]?.() ?? [];
    }
  }
  function* side() {
    for (const make of numbers) yield* make();
  }
  await write(path, file());
  if (!external) return byteLength;
  await write(`${path}_data`, side());
  return byteLength + model.weights.reduce((sum, weight) => sum + byteCount(weight), 0);
}

/** Chunks are overwritten while they are still in the stream's queue, so it gets copies. */
async function write(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  function* copies() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  await pipeline(Readable.from(copies(), { objectMode: true, highWaterMark: 1 }), createWriteStream(path));
}
