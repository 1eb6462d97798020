import { staysHalf, weightSizes } from '../package/large-weights.ts';
import type { Finding, MachineFacts, PreflightNetwork } from './preflight-types.ts';

/** A 32-bit WebAssembly heap; what activations, the runtime and a fragmented heap leave of 4 GiB for weights. */
const WASM_WEIGHT_BYTES = 3 * 2 ** 30;
/** Above this, machines with 8 GB of memory begin to swap or lose the tab (a judgement). */
const COMFORTABLE_BYTES = 4 * 2 ** 30;

/** What the weights take once loaded: on the CPU half precision becomes fp32, unless the network is too large for that. */
export function loadedBytes({ graph }: PreflightNetwork, { backend }: MachineFacts): number {
  const { bytes, halfBytes } = weightSizes(graph);
  return backend === 'wasm' && !staysHalf(graph) ? bytes + halfBytes : bytes;
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;

export function memoryFindings(networks: readonly PreflightNetwork[], machine: MachineFacts): Finding[] {
  const findings: Finding[] = [];
  const total = networks.reduce((sum, network) => sum + loadedBytes(network, machine), 0);
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
  } else if (total > WASM_WEIGHT_BYTES) {
    findings.push({
      level: 'impossible',
      file: null,
      message: `The weights take ${megabytes(total)} on the CPU; WebAssembly has 4 GB in all, of which about ${megabytes(WASM_WEIGHT_BYTES)} are left for them.`,
      whatToDo: 'Use a browser with WebGPU, or a smaller model.',
    });
  }
  if (total > COMFORTABLE_BYTES && findings.length === 0) {
    findings.push({
      level: 'warning',
      file: null,
      message: `The weights take ${megabytes(total)} of memory.`,
      whatToDo: 'Close other tabs and programs before loading it.',
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
