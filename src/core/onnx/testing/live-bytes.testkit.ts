import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOnnxGraph } from '../file/read-graph.ts';
import type { Numbers } from './run-model.testkit.ts';

/** ONNX Runtime comes in as an argument: only tests may import it here. */
type Ort = Pick<typeof import('onnxruntime-node'), 'InferenceSession' | 'Tensor'>;

export interface NodeRun {
  readonly name: string;
  /** Bytes of all node outputs that are still needed, this node's among them. */
  readonly liveBytes: number;
  /** The part of them that nodes of the fragment have made. */
  readonly tapBytes: number;
}

interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly args?: { readonly output_size?: string };
}

/** What a node of the fragment is called, also once ONNX Runtime has fused it. */
const TAP = 'attention_tap/';
const KERNEL = '_kernel_time';

/**
 * Runs a model once and follows in ONNX Runtime's own profile what lies in memory after each node, in the order in which
 * the nodes ran. Optimised as the WASM build does, without the layouts of x86 processors.
 */
export async function nodeRuns(
  ort: Ort,
  model: Uint8Array,
  feeds: Readonly<Record<string, Numbers>>,
): Promise<NodeRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'live-bytes-'));
  try {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: 'extended',
      optimizedModelFilePath: join(folder, 'optimised.onnx'),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      logSeverityLevel: 3,
    });
    const tensors = Object.entries(feeds).map(([name, { data, dims }]) => {
      const type = data instanceof BigInt64Array ? 'int64' : 'float32';
      return [name, new ort.Tensor(type as 'float32', data as Float32Array, dims)] as const;
    });
    await session.run(Object.fromEntries(tensors));
    session.endProfiling();
    await session.release();
    const profile = (await readdir(folder)).find((name) => name.startsWith('profile'));
    const events = JSON.parse(await readFile(join(folder, profile ?? ''), 'utf8')) as ProfileEvent[];
    return follow(events, new Uint8Array(await readFile(join(folder, 'optimised.onnx'))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function follow(events: readonly ProfileEvent[], optimised: Uint8Array): NodeRun[] {
  const { nodes, outputs } = readOnnxGraph(optimised);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const readers = new Map(outputs.map(({ name }) => [name, Number.POSITIVE_INFINITY]));
  for (const { inputs } of nodes) for (const name of new Set(inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  const live = new Map<string, { bytes: number; isTap: boolean }>();
  const sum = (only: (isTap: boolean) => boolean) =>
    [...live.values()].reduce((total, { bytes, isTap }) => total + (only(isTap) ? bytes : 0), 0);
  return events
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith(KERNEL))
    .sort((a, b) => a.ts - b.ts)
    .map(({ name: eventName, args }) => {
      const name = eventName.slice(0, -KERNEL.length);
      const node = byName.get(name);
      if (!node) throw new Error(`The optimised graph has no node ${name}`);
      live.set(node.outputs[0] ?? name, { bytes: Number(args?.output_size ?? 0), isTap: name.startsWith(TAP) });
      const run = { name, liveBytes: sum(() => true), tapBytes: sum((isTap) => isTap) };
      for (const input of new Set(node.inputs)) {
        const left = (readers.get(input) ?? 0) - 1;
        readers.set(input, left);
        if (left === 0) live.delete(input);
      }
      return run;
    });
}
