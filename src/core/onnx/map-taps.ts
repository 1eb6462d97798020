import { DataType } from './data-types.ts';
import type { FragmentWriter } from './fragment-writer.ts';
import type { AttentionSite, MapTap } from './types.ts';
import { type ClassPrompt, writeClassKey, writeRecipe } from './write-recipe.ts';

interface MapInputs {
  readonly classPrompt: ClassPrompt;
  /** fp32 `[T]`, added to the scores of the `classes` scope. */
  readonly classTokenBias: string;
  readonly opset: number;
}

/** Slice's "to the end", whatever the size. */
const TO_THE_END = 2 ** 31 - 1;

/**
 * One output per kind, side and softmax scope: Σ_sites mean_heads softmax(QKᵀ·scale) of the last row of the batch, fp32
 * `[N, N]` or `[N, T]`. The last row is cut out before anything is computed, so the unconditional half costs nothing.
 */
export function writeMapTaps(writer: FragmentWriter, sites: readonly AttentionSite[], inputs: MapInputs): MapTap[] {
  const groups = new Map<string, AttentionSite[]>();
  for (const site of sites) {
    const key = `${site.kind}_${site.downscale}`;
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  return [...groups.values()].flatMap((group) => writeGroup(writer, group, inputs));
}

function writeGroup(writer: FragmentWriter, group: readonly AttentionSite[], inputs: MapInputs): MapTap[] {
  const [first] = group;
  if (!first) return [];
  const { kind, downscale } = first;
  const tap = (softmax: MapTap['softmax'], maps: readonly string[]): MapTap => {
    const output = writer.name(`${kind}_${downscale}_${softmax}`);
    writer.node('Sum', maps, {}, output);
    writer.output(output);
    return { kind, downscale, siteCount: group.length, softmax, output };
  };
  if (kind === 'self')
    return [
      tap(
        'all',
        group.map((site) => selfMap(writer, site, inputs.opset)),
      ),
    ];
  const scores = group.map((site) => ({ site, scores: classScores(writer, site, inputs.classPrompt) }));
  const mapOf = (bias: string | null) =>
    scores.map((one) => {
      const biased = bias ? writer.node('Add', [one.scores, bias]) : one.scores;
      return headMean(writer, writer.node('Softmax', [biased], { axis: 2 }), one.site.heads, 3, inputs.opset);
    });
  return [tap('all', mapOf(null)), tap('classes', mapOf(inputs.classTokenBias))];
}

/** The graph's own probabilities where it has them; they cost a copy instead of a product and a softmax. */
function selfMap(writer: FragmentWriter, site: AttentionSite, opset: number): string {
  const { heads, probabilityTensor, headsInBatch, probabilityDataType } = site;
  if (!probabilityTensor) {
    const scores = writeScores(writer, site, lastRows(writer, writeRecipe(writer, site.key), 1));
    return headMean(writer, writer.node('Softmax', [scores], { axis: 2 }), heads, 3, opset);
  }
  const rows = lastRows(writer, probabilityTensor, headsInBatch ? heads : 1);
  return headMean(writer, writer.cast(rows, probabilityDataType, DataType.float), heads, headsInBatch ? 3 : 4, opset);
}

function classScores(writer: FragmentWriter, site: AttentionSite, classPrompt: ClassPrompt): string {
  return writeScores(writer, site, writeClassKey(writer, site, classPrompt));
}

/** QKᵀ·scale, fp32 `[heads, N, M]`, of Q's last row and of K `[1, M, heads·headDim]`. */
function writeScores(writer: FragmentWriter, site: AttentionSite, key: string): string {
  const query = lastRows(writer, writeRecipe(writer, site.query), 1);
  const split = writer.integers([-1, site.heads, site.headDim]);
  const toHeads = (tensor: string, perm: readonly number[]) => {
    const single = writer.cast(tensor, site.dataType, DataType.float);
    return writer.node('Transpose', [writer.node('Reshape', [single, split])], { perm });
  };
  const keysT = toHeads(key, [1, 2, 0]);
  // K has the fewest numbers: scaling it is cheaper than scaling Q or the scores.
  const scaled = writer.node('Mul', [keysT, writer.float(site.scale)]);
  return writer.node('MatMul', [toHeads(query, [1, 0, 2]), scaled]);
}

function lastRows(writer: FragmentWriter, tensor: string, rows: number): string {
  return writer.node('Slice', [tensor, writer.integers([-rows]), writer.integers([TO_THE_END]), writer.integers([0])]);
}

/** Mean over all axes but the last two of `rank`: `[N, M]`. */
function headMean(writer: FragmentWriter, tensor: string, heads: number, rank: 3 | 4, opset: number): string {
  const axes = rank === 3 ? [0] : [0, 1];
  if (heads > 1) {
    return opset < 18
      ? writer.node('ReduceMean', [tensor], { axes, keepdims: 0 })
      : writer.node('ReduceMean', [tensor, writer.integers(axes)], { keepdims: 0 });
  }
  // The mean over one head is the map itself: Squeeze makes no copy.
  return opset < 13
    ? writer.node('Squeeze', [tensor], { axes })
    : writer.node('Squeeze', [tensor, writer.integers(axes)]);
}
