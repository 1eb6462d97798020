import { StudioError } from '../../core/errors.ts';
import { findAttentionSites } from '../../core/onnx/sites/find-attention-sites.ts';
import type { NetworkRole } from '../../models/package/model-paths.ts';
import { type PreflightOptions, preflight } from '../../models/preflight/preflight.ts';
import {
  type Finding,
  type MachineFacts,
  OTHER_EXPORT,
  type Preflight,
  type PreflightNetwork,
} from '../../models/preflight/preflight-types.ts';
import { pictureSizesOf } from '../load/picture-sizes-of.ts';
import { type ModelGraphs, type PlanFacts, planModel } from '../load/plan-model.ts';
import { heapFindings } from './heap-room.ts';
import { mapFindings } from './map-buffers.ts';
import { sizeFindings } from './size-findings.ts';

export interface JudgeOptions extends PreflightOptions {
  /** With them and all graphs the model is planned as a whole; left out or null: its UNet alone is looked at. */
  readonly planFacts?: PlanFacts | null;
  /** Whose sizes are looked at with the plan. */
  readonly pictureEncoder?: PreflightNetwork | null;
}

/** The preflight, whether the parts fit together, and whether the UNet's attention can be watched on this machine. */
export function judgeModel({ planFacts = null, pictureEncoder = null, ...options }: JudgeOptions): Preflight {
  const { networks, machine, further = [] } = options;
  const alone = preflight({ ...options, further: [...further, ...attentionFindings(networks)] });
  const graphs = graphsOf(networks);
  // What is wrong with one part is told once, by that part.
  if (alone.verdict === 'impossible' || !planFacts || !graphs) return alone;
  const found = planFindings(graphs, planFacts, { networks, machine, pictureEncoder });
  return preflight({ ...options, further: [...further, ...found] });
}

function attentionFindings(networks: JudgeOptions['networks']): Finding[] {
  const unets = networks.filter(({ role }) => role === 'unet');
  return unets.flatMap(({ path, graph }): Finding[] => {
    try {
      findAttentionSites(graph);
      return [];
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      return [{ level: 'impossible', file: path, message: error.message, whatToDo: OTHER_EXPORT }];
    }
  });
}

interface PlanSurroundings {
  readonly networks: readonly PreflightNetwork[];
  readonly machine: MachineFacts;
  readonly pictureEncoder: PreflightNetwork | null;
}

function planFindings(
  graphs: ModelGraphs,
  planFacts: PlanFacts,
  { networks, machine, pictureEncoder }: PlanSurroundings,
): readonly Finding[] {
  const unetPath = networks.find(({ role }) => role === 'unet')?.path ?? null;
  try {
    const plan = planModel(graphs, planFacts);
    const sizes = () => pictureSizesOf(graphs.unet, plan, machine);
    return [
      ...mapFindings(plan, machine, unetPath),
      ...heapFindings(graphs, plan, machine),
      ...sizeFindings({ plan, sizes, networks, pictureEncoder }),
    ];
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return [{ level: 'impossible', file: null, message: error.message, whatToDo: 'Choose another model.' }];
  }
}

/** Null where a part is missing. */
function graphsOf(networks: JudgeOptions['networks']): ModelGraphs | null {
  const graphOf = (wanted: NetworkRole) => networks.find(({ role }) => role === wanted)?.graph;
  const [unet, decoder] = [graphOf('unet'), graphOf('vae_decoder')];
  const textEncoders = [graphOf('text_encoder'), graphOf('text_encoder_2')].filter((graph) => graph !== undefined);
  return unet && decoder && textEncoders.length > 0 ? { unet, decoder, textEncoders } : null;
}

/**
 * @param missing what the model lacks, as the preflight was told
 * @throws StudioError `model-missing-file` if parts are missing, else `model-unsupported` for what cannot work
 */
export function requirePossible({ findings, verdict }: Preflight, label: string, missing: readonly string[]): void {
  if (verdict !== 'impossible') return;
  const reasons = findings
    .filter(({ level }) => level === 'impossible')
    .map(
      ({ file, message, whatToDo }) => `${file && !message.includes(file) ? `${file}: ` : ''}${message} ${whatToDo}`,
    );
  throw new StudioError({
    code: missing.length > 0 ? 'model-missing-file' : 'model-unsupported',
    message: `The model "${label}" cannot work here. ${reasons.join(' ')}`.trim(),
    details: { findings: reasons },
  });
}
