import { totalmem } from 'node:os';
import type { MachineFacts } from '../../src/models/preflight/preflight-types.ts';

/** What a model is judged for: attention runs on the CPU twins, the runtime takes files of any size, and whether the disk has room is asked apart. */
export const MACHINE: MachineFacts = {
  backend: 'native',
  hasShaderF16: false,
  maxBufferBytes: 0,
  heapBytes: null,
  quotaBytes: null,
  memoryBytes: totalmem(),
};
