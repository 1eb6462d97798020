import { StudioError } from '../../core/errors.ts';
import { type BlobGraph, readOnnxGraphFromBlob } from '../../core/onnx/file/blob/blob-graph.ts';
import { writeSkeleton } from '../../core/onnx/file/blob/skeleton.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-schema.ts';
import { blobBytes, bytesWith, joinBytes } from '../source/blob-bytes.ts';
import type { DownloadProgress, ModelSource, SourceFile } from '../types.ts';
import { memoryBlob } from './memory-blob.ts';
import { findModelLayout, type ModelLayout, networkNames, sideFilePath } from './model-layout.ts';
import type { ConfigRole, FileRole, NetworkRole } from './model-paths.ts';
import type { VariantMachine } from './model-variants.ts';
import { neededFiles } from './needed-files.ts';

/** Smaller files go to ONNX Runtime whole: its heap, which never shrinks, holds them for a moment twice. */
export const WHOLE_FILE_BYTES = 64 * 1024 * 1024;
/** Of a smaller file all is read to find its graph: hundreds of small ranges of a Blob take longer. */
const READ_WHOLE_BYTES = 256 * 1024 * 1024;

export interface ExternalFile {
  /** The name by which the graph refers to it. */
  readonly path: string;
  readonly data: Blob;
}

/** What `InferenceSession.create` takes: `create(bytes, {...options, externalData})`. */
export interface SessionParts {
  /** A whole ModelProto or a skeleton; a tap fragment may be appended to either. */
  readonly bytes: Uint8Array;
  readonly externalData: readonly ExternalFile[];
}

/** One network of a model, on this device. */
export interface NetworkFiles {
  readonly path: string;
  readonly graph: BlobGraph;
  readonly blob: Blob;
  readonly sideFiles: readonly ExternalFile[];
}

export interface LoadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/** A model of any size: its parts are found, and brought here when they are asked for. */
export interface ModelPackage {
  readonly label: string;
  readonly layout: ModelLayout;
  readonly files: readonly SourceFile[];
  /**
   * What all parts take, the encoder of pictures included, in bytes; files of unknown size count as nothing. A guess by names as
   * long as a graph was not read: then it tells its side files itself.
   */
  readonly neededBytes: number;
  /** The part of it that is on this device already. */
  presentBytes(): Promise<number>;
  /** A graph without its weights, read by ranges where it lies. Null if the model has no such network. */
  scan(role: NetworkRole): Promise<BlobGraph | null>;
  /** Side files that a scanned graph names and the source lacks. */
  missingSideFiles(role: NetworkRole, graph: BlobGraph): Promise<readonly string[]>;
  /** The network with its side files, downloaded where need be. @throws StudioError as `ModelSource.open` */
  network(role: NetworkRole, options?: LoadOptions): Promise<NetworkFiles>;
  /** A file beside the networks; null if the model has none. */
  file(role: ConfigRole, options?: LoadOptions): Promise<Blob | null>;
  /** A configuration or tokenizer file; null if the model has none. */
  text(role: ConfigRole, options?: LoadOptions): Promise<string | null>;
  /** The same, read where it lies: nothing of it is kept. @throws StudioError as `ModelSource.peek` */
  peekText(role: ConfigRole): Promise<string | null>;
}

/**
 * Finds a model's parts in a source, without loading any of them.
 * @param machine which of several exports of a network it is for; left out: the plainest ones
 * @param chosen exports that a person prefers, as `findModelLayout`
 * @throws StudioError as `ModelSource.list`; what is missing is in `layout.missing`
 */
export async function openModelPackage(
  source: ModelSource,
  entry: CatalogueEntry | null = null,
  machine: VariantMachine | null = null,
  chosen: Readonly<Partial<Record<NetworkRole, string>>> = {},
): Promise<ModelPackage> {
  const files = await source.list();
  const paths = files.map(({ path }) => path);
  const known: Partial<Record<FileRole, string>> = {};
  for (const { role, path } of entry?.files ?? []) if (role !== 'side_file') known[role] = path;
  const layout = findModelLayout(paths, known, machine, chosen);
  let listed = files;
  const sides = new Map<string, readonly string[]>();
  const needed = () => neededFiles(listed, layout, sides);
  const neededBytes = () => needed().reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const learnSides = (path: string, { sideFiles }: BlobGraph) =>
    sides.set(
      path,
      sideFiles.map((location) => sideFilePath(path, location)),
    );
  const loaded = new Map<string, number>();
  const open = (path: string, { onProgress, signal }: LoadOptions) => {
    const onBytes = (loadedBytes: number) => {
      loaded.set(path, loadedBytes);
      const sum = [...loaded.values()].reduce((all, bytes) => all + bytes, 0);
      onProgress?.({ file: path, loadedBytes: sum, totalBytes: Math.max(neededBytes(), sum) });
    };
    return source.open(path, { onBytes, ...(signal ? { signal } : {}) });
  };
  // Where nothing keeps downloads a file that two graphs share would be brought twice.
  const shared = new Map<string, WeakRef<Blob>>();
  const openSide = async (path: string, options: LoadOptions) => {
    const blob = shared.get(path)?.deref() ?? (await open(path, options));
    shared.set(path, new WeakRef(blob));
    return blob;
  };
  const file = async (role: ConfigRole, options: LoadOptions = {}) => {
    const path = layout.configs[role];
    return path === undefined ? null : open(path, options);
  };
  return {
    label: source.label,
    layout,
    files,
    get neededBytes() {
      return neededBytes();
    },
    async presentBytes() {
      const sizes = await Promise.all(needed().map(({ path }) => source.presentBytes(path)));
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
    async scan(role) {
      const path = layout.networks[role];
      if (path === undefined) return null;
      const graph = await readOnnxGraphFromBlob(await source.peek(path));
      learnSides(path, graph);
      return graph;
    },
    async missingSideFiles(role, { sideFiles }) {
      const path = layout.networks[role] ?? '';
      const named = sideFiles.map((location) => sideFilePath(path, location));
      const there = await Promise.all(named.map((side) => source.has(side)));
      // A source that lists nothing has found them only now.
      listed = await source.list();
      return named.filter((_, i) => !there[i]);
    },
    async network(role, options = {}) {
      const path = layout.networks[role] ?? lacks(source.label, role);
      const blob = await open(path, options);
      const isSmall = blob.size <= READ_WHOLE_BYTES;
      const graph = await readOnnxGraphFromBlob(isSmall ? memoryBlob(await blobBytes(blob)) : blob);
      learnSides(path, graph);
      const sideFiles: ExternalFile[] = [];
      for (const location of graph.sideFiles) {
        const side = await openSide(sideFilePath(path, location), options);
        requireSpan(graph, location, side.size, path);
        sideFiles.push({ path: location, data: side });
      }
      return { path, graph, blob, sideFiles };
    },
    file,
    async text(role, options) {
      return (await file(role, options))?.text() ?? null;
    },
    async peekText(role) {
      const path = layout.configs[role];
      if (path === undefined) return null;
      return new TextDecoder().decode(await (await source.peek(path)).arrayBuffer());
    },
  };
}

/**
 * A network for ONNX Runtime: small files whole, large ones as a skeleton with the file itself mounted as external data, so
 * that its weights are streamed from disk one by one and never pass through the heap together.
 */
export async function sessionParts(
  { path, graph, blob, sideFiles }: NetworkFiles,
  { fragment = NOTHING, wholeFileBytes = WHOLE_FILE_BYTES }: SessionPartsOptions = {},
): Promise<SessionParts> {
  if (blob.size <= wholeFileBytes) return { bytes: await bytesWith(blob, fragment), externalData: sideFiles };
  // Side files lie in the same folder, so no other file has this name.
  const name = path.split('/').at(-1) ?? path;
  const bytes = joinBytes([writeSkeleton(graph.layout, name), fragment]);
  return { bytes, externalData: [...sideFiles, { path: name, data: blob }] };
}

const NOTHING = new Uint8Array(0);

export interface SessionPartsOptions {
  /** Appended to the graph: taps. */
  readonly fragment?: Uint8Array<ArrayBuffer>;
  /** Larger files become skeletons. */
  readonly wholeFileBytes?: number;
}

/** A side file that is too short would be read beyond its end. */
function requireSpan({ tensors }: BlobGraph, location: string, bytes: number, graphPath: string): void {
  let end = 0;
  for (const { file, offset, length } of tensors.values()) {
    if (file === location) end = Math.max(end, offset + (length ?? 0));
  }
  if (end <= bytes) return;
  throw new StudioError({
    code: 'model-corrupt',
    message: `${sideFilePath(graphPath, location)} is damaged or of another model: ${graphPath} expects at least ${end} bytes, found ${bytes}. Download it again.`,
    details: { file: sideFilePath(graphPath, location), expectedBytes: end, foundBytes: bytes },
  });
}

function lacks(label: string, role: NetworkRole): never {
  throw new StudioError({
    code: 'model-missing-file',
    message: `The model "${label}" lacks a ${role}. Expected ${networkNames(role)}.`,
    details: { file: role },
  });
}
