import { DataType } from '../file/data-types.ts';
import type { FragmentWriter } from '../file/fragment-writer.ts';
import type { AttentionSite, MapTap } from '../types.ts';
import { type ClassPrompt, lastRow, writeClassKey, writeRecipe } from './write-recipe.ts';

interface MapInputs {
  readonly classPrompt: ClassPrompt;
  /** fp32 `[T]`, added to the scores of the `classes` scope. */
  readonly classTokenBias: string;
  readonly opset: number;
}

/**
 * One output per kind, side and softmax scope: Σ_sites mean_heads softmax(QKᵀ·scale) of the last row of the batch, fp32
 * `[N, N]` or `[N, T]`.
 */
export function writeMapTaps(writer: FragmentWriter, sites: readonly AttentionSite[], inputs: MapInputs): MapTap[] {
  const groups = new Map<string, AttentionSite[]>();
  for (const site of sites) {
    const key = `${site.kind}_${site.downscale}`;
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  const sums: RunningSum[] = [];
  const taps = [...groups.values()].flatMap((group) => writeGroup(writer, group, inputs, sums));
  writeAnchors(writer, sums);
  return taps;
}

/** The sum of a side's self maps from the first site to this one. */
interface RunningSum {
  readonly siteIndex: number;
  readonly tensor: string;
}

function writeGroup(
  writer: FragmentWriter,
  group: readonly AttentionSite[],
  inputs: MapInputs,
  selfSums: RunningSum[],
): MapTap[] {
  const [first] = group;
  if (!first) return [];
  const { kind, downscale } = first;
  const tap = (softmax: MapTap['softmax'], sums: readonly string[]): MapTap => {
    const output = sums.at(-1) ?? '';
    writer.output(output);
    return { kind, downscale, siteCount: group.length, softmax, output };
  };
  if (kind === 'self') {
    const sums = runningSums(
      writer,
      group.map((site) => selfMap(writer, site, inputs.opset)),
    );
    selfSums.push(...sums.map((tensor, place) => ({ siteIndex: group[place]?.index ?? 0, tensor })));
    return [tap('all', sums)];
  }
  const scores = group.map((site) => ({ site, scores: classScores(writer, site, inputs.classPrompt) }));
  const mapOf = (bias: string | null) =>
    scores.map((one) => {
      const biased = bias ? writer.node('Add', [one.scores, bias]) : one.scores;
      return headMean(writer, writer.node('Softmax', [biased], { axis: 2 }), one.site.heads, inputs.opset);
    });
  return [
    tap('all', runningSums(writer, mapOf(null))),
    tap('classes', runningSums(writer, mapOf(inputs.classTokenBias))),
  ];
}

/**
 * ONNX Runtime orders nodes depth-first from the last node without successors back, and of a node's inputs takes the one
 * that was written last first. A small output that depends on each self site, the first site's last, makes it take each
 * site's map as soon as the site has run. Otherwise all maps are taken after the UNet, and until then the probabilities of
 * every site and head stay in memory.
 */
function writeAnchors(writer: FragmentWriter, sums: readonly RunningSum[]): void {
  const backwards = [...sums].sort((a, b) => b.siteIndex - a.siteIndex);
  const [from, to, axes] = [writer.integers([0, 0]), writer.integers([1, 1]), writer.integers([0, 1])];
  for (const { tensor } of backwards) writer.output(writer.node('Slice', [tensor, from, to, axes]));
}

/** The sums of the first, the first two, … of the tensors; parts are written before sums, so that sums run early. */
function runningSums(writer: FragmentWriter, parts: readonly string[]): string[] {
  const sums: string[] = [];
  for (const part of parts) {
    const before = sums.at(-1);
    sums.push(before === undefined ? part : writer.node('Add', [before, part]));
  }
  return sums;
}

/** The graph's own probabilities where it has them; they cost a mean instead of a product and a softmax. */
function selfMap(writer: FragmentWriter, site: AttentionSite, opset: number): string {
  const { heads, probabilityTensor, headsInBatch, probabilityDataType } = site;
  if (!probabilityTensor) return recomputedMap(writer, site, opset);
  const single = (tensor: string) => writer.cast(tensor, probabilityDataType, DataType.float);
  if (heads === 1)
    return squeeze(writer, single(lastRow(writer, probabilityTensor)), headsInBatch ? [0] : [0, 1], opset);
  // Cutting the last row out after the mean copies a map; before, it would copy one a head.
  const all = single(probabilityTensor);
  const means = meanOver(writer, headsInBatch ? splitBatch(writer, all, heads) : all, 1, opset);
  return squeeze(writer, lastRow(writer, means), [0], opset);
}

/** `[B·heads, N, M]` as `[B, heads, N, M]`. */
function splitBatch(writer: FragmentWriter, tensor: string, heads: number): string {
  const size = writer.node('Slice', [writer.node('Shape', [tensor]), writer.integers([1]), writer.integers([3])]);
  const shape = writer.node('Concat', [writer.integers([-1, heads]), size], { axis: 0 });
  return writer.node('Reshape', [tensor, shape]);
}

/** One head after the other, so that a few maps are in memory and not one or two a head. */
function recomputedMap(writer: FragmentWriter, site: AttentionSite, opset: number): string {
  const { queries, keysT } = writeHeads(writer, site, lastRow(writer, writeRecipe(writer, site.key)));
  const ofHead = (tensor: string, head: number) =>
    writer.node('Slice', [tensor, writer.integers([head]), writer.integers([head + 1]), writer.integers([0])]);
  const maps = Array.from({ length: site.heads }, (_, head) => {
    const scores = writer.node('MatMul', [ofHead(queries, head), ofHead(keysT, head)]);
    return writer.node('Softmax', [scores], { axis: 2 });
  });
  const sum = runningSums(writer, maps).at(-1) ?? '';
  return squeeze(writer, writer.node('Mul', [sum, writer.float(1 / site.heads)]), [0], opset);
}

function classScores(writer: FragmentWriter, site: AttentionSite, classPrompt: ClassPrompt): string {
  return writeScores(writer, site, writeClassKey(writer, site, classPrompt));
}

/** QKᵀ·scale, fp32 `[heads, N, M]`, of Q's last row and of K `[1, M, heads·headDim]`. */
function writeScores(writer: FragmentWriter, site: AttentionSite, key: string): string {
  const { queries, keysT } = writeHeads(writer, site, key);
  return writer.node('MatMul', [queries, keysT]);
}

/** Q of the last row `[heads, N, headDim]` and Kᵀ·scale `[heads, headDim, M]`, fp32. */
function writeHeads(writer: FragmentWriter, site: AttentionSite, key: string): { queries: string; keysT: string } {
  const query = lastRow(writer, writeRecipe(writer, site.query));
  const split = writer.integers([-1, site.heads, site.headDim]);
  const toHeads = (tensor: string, perm: readonly number[]) => {
    const single = writer.cast(tensor, site.dataType, DataType.float);
    return writer.node('Transpose', [writer.node('Reshape', [single, split])], { perm });
  };
  // K has the fewest numbers: scaling it is cheaper than scaling Q or the scores.
  const keysT = writer.node('Mul', [toHeads(key, [1, 2, 0]), writer.float(site.scale)]);
  return { queries: toHeads(query, [1, 0, 2]), keysT };
}

/** Mean over the first axis of three: `[N, M]`. */
function headMean(writer: FragmentWriter, tensor: string, heads: number, opset: number): string {
  // The mean over one head is the map itself: Squeeze makes no copy.
  return heads > 1 ? meanOver(writer, tensor, 0, opset) : squeeze(writer, tensor, [0], opset);
}

function meanOver(writer: FragmentWriter, tensor: string, axis: number, opset: number): string {
  return opset < 18
    ? writer.node('ReduceMean', [tensor], { axes: [axis], keepdims: 0 })
    : writer.node('ReduceMean', [tensor, writer.integers([axis])], { keepdims: 0 });
}

function squeeze(writer: FragmentWriter, tensor: string, axes: readonly number[], opset: number): string {
  return opset < 13
    ? writer.node('Squeeze', [tensor], { axes })
    : writer.node('Squeeze', [tensor, writer.integers(axes)]);
}
