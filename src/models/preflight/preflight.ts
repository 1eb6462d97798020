import { StudioError } from '../../core/errors.ts';
import { otherKind } from '../feeds/other-kinds.ts';
import { planUnet } from '../feeds/plan-inputs.ts';
import { diskFindings, memoryFindings, weightBytes } from './preflight-memory.ts';
import { operatorFindings } from './preflight-operators.ts';
import { precisionFindings } from './preflight-precision.ts';
import { quantisedFindings } from './preflight-quantised.ts';
import type { Finding, FindingLevel, MachineFacts, Preflight, PreflightNetwork } from './preflight-types.ts';

export interface PreflightOptions {
  /** Those whose graphs could be read; may be none before a download. */
  readonly networks: readonly PreflightNetwork[];
  /** As `ModelLayout.missing`, and side files that a graph names and the source lacks. */
  readonly missing: readonly string[];
  /** What is not on this device yet. */
  readonly downloadBytes: number;
  readonly machine: MachineFacts;
  /** What was found elsewhere and counts too. */
  readonly further?: readonly Finding[];
}

const SEVERITY: Readonly<Record<FindingLevel, number>> = { impossible: 0, warning: 1, note: 2 };

/**
 * Whether a model will work on a machine, before any session is made: operators and number formats that onnxruntime-web
 * 1.30 lacks, missing files, fixed batches, room on disk and in memory. A pure function; the graphs may have been read by
 * ranges. It knows what is documented to fail, so `ok` is no promise: opening a session has the last word.
 */
export function preflight({ networks, missing, downloadBytes, machine, further = [] }: PreflightOptions): Preflight {
  const others = networks.flatMap(otherKindFinding);
  const findings = [
    ...missing.map(missingFinding),
    ...networks.flatMap((network) => [
      ...operatorFindings(network, machine),
      ...precisionFindings(network, machine),
      ...quantisedFindings(network, machine),
      ...inputFindings(network),
    ]),
    ...memoryFindings(networks, machine),
    ...diskFindings(downloadBytes, machine),
    ...further,
  ].sort((a, b) => SEVERITY[a.level] - SEVERITY[b.level]);
  // What such a model lacks besides, it does not lack for what it is.
  if (others.length > 0) findings.splice(0, findings.length, ...others);
  const worst = findings[0]?.level ?? 'note';
  return {
    verdict: worst === 'note' ? 'ok' : worst,
    findings,
    needs: {
      diskBytes: downloadBytes,
      memoryBytes: weightBytes(
        networks.map(({ graph }) => graph),
        machine,
      ),
    },
  };
}

/** What a model is that can never work, whatever else is right or wrong about it. */
function otherKindFinding({ role, path, graph }: PreflightNetwork): Finding[] {
  const message = role === 'unet' ? otherKind(graph) : null;
  return message ? [{ level: 'impossible', file: path, message, whatToDo: 'Choose another model.' }] : [];
}

function missingFinding(file: string): Finding {
  return {
    level: 'impossible',
    file,
    message: `The model lacks ${file}.`,
    whatToDo: 'Choose the folder that holds all parts, or download the model again.',
  };
}

/** Inputs that cannot be fed, and fixed batches, which cost time. */
function inputFindings({ role, path, graph }: PreflightNetwork): Finding[] {
  if (role !== 'unet') return [];
  try {
    const { batch } = planUnet(graph);
    if (batch === null) return [];
    const cost = batch === 1 ? 'guidance takes two calls a step' : 'without guidance half of each call is for nothing';
    return [
      {
        level: 'note',
        file: path,
        message: `The UNet takes exactly ${batch} ${batch === 1 ? 'row' : 'rows'} a call: ${cost}.`,
        whatToDo: 'Nothing; an export with a free batch is faster.',
      },
    ];
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return [{ level: 'impossible', file: path, message: error.message, whatToDo: 'Choose another model.' }];
  }
}
