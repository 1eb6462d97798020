import { Serial } from '../../core/serial.ts';

/**
 * ONNX Runtime hangs for good when two create or run calls overlap, even on different sessions (microsoft/onnxruntime
 * #32561, #29851), so all of a thread's calls go through this one queue.
 */
export const ortCalls = new Serial();
