import { StudioError } from '../../errors.ts';
import { DataType } from '../file/data-types.ts';
import { FragmentWriter } from '../file/fragment-writer.ts';
import { contextInputs } from '../sites/context-inputs.ts';
import type { AttentionSite, OnnxGraph, TapFragment, TensorInfo } from '../types.ts';
import { writeCheckTaps } from './check-taps.ts';
import { writeMapTaps } from './map-taps.ts';
import { outputOnce } from './output-once.ts';
import { isHiddenSelf, writeLastRowTaps, writeQkTaps } from './qk-taps.ts';
import type { ClassPrompt } from './write-recipe.ts';

export interface TapOptions {
  /** `qk`: Q and K of every site, for kernels on the GPU. `maps`: finished small maps where they cost little, for the CPU. */
  readonly mode: 'qk' | 'maps';
  /**
   * Of self sites whose probabilities the graph does not show, in mode `maps`: computed in the graph, or Q and K put out for a
   * kernel that is quicker. In the graph if left out.
   */
  readonly hiddenMaps?: 'in-graph' | 'from-qk';
  /** Sites at which the self-check compares; none if left out. */
  readonly checks?: readonly AttentionSite[];
}

/** Slice with inputs, and Softmax and ReduceMean as they are written here, begin with this operator set. */
const MIN_OPSET = 11;

/**
 * A ModelProto that, appended to the model file, makes attention come out of it and changes nothing else: the picture is
 * computed by the same nodes from the same inputs. `sites` may be a part of those found, but the batch must end with the
 * conditional half (`[uncond, cond]` or `[cond]`), and class-prompt taps need at least one cross site.
 * @throws StudioError `model-unsupported` without cross sites or with an operator set below 11.
 */
export function buildTapFragment(graph: OnnxGraph, sites: readonly AttentionSite[], options: TapOptions): TapFragment {
  const opset = graph.opsets.get('') ?? 0;
  const cross = sites.filter(({ kind }) => kind === 'cross');
  const context = contextInputs(graph)[0];
  if (cross.length === 0 || !context || opset < MIN_OPSET) throw cannotTap(opset, cross.length);
  const writer = new FragmentWriter(freePrefix(graph));
  const classHiddenStates = writer.input(classPromptInput(writer, context));
  const classPrompt: ClassPrompt = { tensor: classHiddenStates, dataType: context.dataType };
  const show = outputOnce(writer, graph);
  if (options.mode === 'qk') {
    const qk = writeQkTaps(writer, sites, classPrompt, show);
    const checks = writeCheckTaps(writer, options.checks ?? [], show);
    return { qk, maps: [], checks, classHiddenStates, classTokenBias: null, bytes: writer.finish() };
  }
  const shape = ['tap_positions'];
  const classTokenBias = writer.input({ name: writer.name('class_token_bias'), dataType: DataType.float, shape });
  const isFromQk = (site: AttentionSite) => options.hiddenMaps === 'from-qk' && isHiddenSelf(site);
  const qk = writeLastRowTaps(writer, sites.filter(isFromQk));
  const inGraph = sites.filter((site) => !isFromQk(site));
  const maps = writeMapTaps(writer, inGraph, { classPrompt, classTokenBias, opset });
  const checks = writeCheckTaps(writer, options.checks ?? [], show);
  return { qk, maps, checks, classHiddenStates, classTokenBias, bytes: writer.finish() };
}

/** The file and the fragment as one model. Copies the file's bytes once. */
export function appendFragment(model: Uint8Array, fragment: TapFragment): Uint8Array {
  const joined = new Uint8Array(model.byteLength + fragment.bytes.byteLength);
  joined.set(model);
  joined.set(fragment.bytes, model.byteLength);
  return joined;
}

/** `[1, T, context]` in the dtype of the prompt's own hidden states. */
function classPromptInput(writer: FragmentWriter, { dataType, shape }: TensorInfo): TensorInfo {
  const width = shape[2] ?? 'tap_context';
  return { name: writer.name('class_hidden_states'), dataType, shape: [1, 'tap_positions', width] };
}

/** A prefix that no name in the graph begins with: two nodes or tensors of one name would be an error. */
function freePrefix({ nodes, initialisers, inputs }: OnnxGraph): string {
  const names = new Set([...initialisers.keys(), ...inputs.map(({ name }) => name)]);
  for (const { name, outputs } of nodes) for (const taken of [name, ...outputs]) names.add(taken);
  for (let attempt = 0; ; attempt++) {
    const prefix = attempt === 0 ? 'attention_tap/' : `attention_tap_${attempt}/`;
    if (![...names].some((name) => name.startsWith(prefix))) return prefix;
  }
}

function cannotTap(opset: number, crossSites: number): StudioError {
  return new StudioError({
    code: 'model-unsupported',
    message:
      `Expected a UNet of ONNX operator set ${MIN_OPSET} or later with cross-attention to the prompt; found operator set ` +
      `${opset} and ${crossSites} cross-attention sites. Export the UNet with its encoder_hidden_states input.`,
    details: { opset, crossSites },
  });
}
