import type { OnnxGraph } from '../../core/onnx/types.ts';
import { keepsWeights, weightSizes } from '../package/large-weights.ts';
import type { Finding, MachineFacts, PreflightNetwork } from './preflight-types.ts';

/** What activations, the runtime and gaps leave of a heap for weights. */
const WEIGHT_SHARE = 0.75;
/** Above this, machines with 8 GB of memory begin to swap or lose the tab (a judgement). */
const COMFORTABLE_BYTES = 4 * 2 ** 30;

/** What the weights take once loaded: on the CPU some become fp32, unless they are too many for that. */
export function weightBytes(graphs: readonly OnnxGraph[], { backend }: Pick<MachineFacts, 'backend'>): number {
  const staysAsItIs = backend === 'webgpu' || keepsWeights(graphs);
  return graphs
    .map(weightSizes)
    .reduce((sum, { bytes, widenedBytes }) => sum + bytes + (staysAsItIs ? 0 : widenedBytes), 0);
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;

export function memoryFindings(networks: readonly PreflightNetwork[], machine: MachineFacts): Finding[] {
  const findings: Finding[] = [];
  const { heapBytes } = machine;
  const total = weightBytes(
    networks.map(({ graph }) => graph),
    machine,
  );
  if (machine.backend === 'webgpu') {
    for (const { path, graph } of networks) {
      const { largest } = weightSizes(graph);
      if (!largest || largest.bytes <= machine.maxBufferBytes) continue;
      findings.push({
        level: 'impossible',
        file: path,
        message: `The weight "${largest.name}" takes ${megabytes(largest.bytes)}; buffers of this graphics device hold ${megabytes(machine.maxBufferBytes)}.`,
        whatToDo: 'Use the WASM backend, another device, or a smaller model.',
      });
    }
  } else if (heapBytes !== null && total > heapBytes * WEIGHT_SHARE) {
    findings.push({
      level: 'impossible',
      file: null,
      message: `The weights take ${megabytes(total)} on the CPU; WebAssembly has ${megabytes(heapBytes)} in all, of which about ${megabytes(heapBytes * WEIGHT_SHARE)} are left for them.`,
      whatToDo: 'Use a browser with WebGPU, or a smaller model.',
    });
  }
  const { backend, memoryBytes = COMFORTABLE_BYTES } = machine;
  if (total > (backend === 'native' ? memoryBytes : COMFORTABLE_BYTES) && findings.length === 0) {
    findings.push({
      level: 'warning',
      file: null,
      message: `The weights take ${megabytes(total)} of memory${backend === 'native' ? `; this machine has ${megabytes(memoryBytes)}` : ''}.`,
      whatToDo:
        backend === 'native' ? 'Use a machine with more memory.' : 'Close other tabs and programs before loading it.',
    });
  }
  return findings;
}

/** @param downloadBytes what is not on this device yet */
export function diskFindings(downloadBytes: number, { quotaBytes }: MachineFacts): Finding[] {
  if (quotaBytes === null || downloadBytes <= quotaBytes) return [];
  return [
    {
      level: 'warning',
      file: null,
      message: `${megabytes(downloadBytes)} are to be downloaded; the browser keeps ${megabytes(quotaBytes)} more. The rest stays in memory and is downloaded again at the next visit.`,
      whatToDo:
        'Remove models or pairs that you no longer need, free space on this device, or open the model from a folder.',
    },
  ];
}
