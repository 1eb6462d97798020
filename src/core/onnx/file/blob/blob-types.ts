/**
 * Bytes that are read by ranges: a `Blob` or `File`, a file on a server, a fake of gigabytes. Reading may reject; the
 * caller then gets that very error.
 */
export interface BlobLike {
  readonly size: number;
  /** Reads that wait at the same time as cheaply as one; left out: each takes its own time, and guessing ahead is no gain. */
  readonly parallelReads?: number;
  slice(start: number, end: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Where the stored numbers of a tensor lie. */
export interface TensorLocation {
  /** Null: in the model file itself. Otherwise `location` of `external_data`, relative to the model file's folder. */
  readonly file: string | null;
  /** In bytes from the beginning of that file. */
  readonly offset: number;
  /** In bytes; null where external data gives no length, and the tensor's dims and dtype decide. */
  readonly length: number | null;
}

/** A tensor whose bytes stay in the model file when the skeleton is written. */
export interface MovedTensor {
  readonly name: string;
  readonly dataType: number;
  readonly dims: readonly number[];
  readonly offset: number;
  readonly length: number;
}

/** A model file taken apart: the small fields as they are, and where the weights lie. */
export interface ModelLayout {
  readonly byteLength: number;
  /** Encoded fields (tag included) of the ModelProto, without its graphs. */
  readonly modelFields: readonly Uint8Array[];
  /** Encoded fields of the graph, without the moved tensors; fields of several graphs follow each other, as they merge. */
  readonly graphFields: readonly Uint8Array[];
  readonly moved: readonly MovedTensor[];
  /** By initialiser name; tensors with numbers in typed fields other than packed floats are missing. */
  readonly tensors: ReadonlyMap<string, TensorLocation>;
}
