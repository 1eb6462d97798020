import { type FailureCode, StudioError } from '../core/errors.ts';
import type { DeviceWatch } from './device-watch.ts';
import type { OrtModule, OrtSession, OrtTensor, SessionOptions } from './ort-module.ts';
import { Serial } from './serial.ts';

/**
 * ONNX Runtime hangs for good when two create or run calls overlap, even on different sessions (microsoft/onnxruntime
 * #32561, #29851), so all of a thread's calls go through this one queue.
 */
const ortCalls = new Serial();

/** ONNX Runtime's severity 3. Its warnings, such as shape nodes that run on the CPU, tell a person nothing. */
const LOG_ERRORS = 3;

export interface NetworkOptions {
  readonly ort: OrtModule;
  /** For messages: `unet/model.onnx`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly session: SessionOptions;
  /** Tells a lost GPU device; null on the CPU. */
  readonly device: DeviceWatch | null;
}

/** One ONNX graph ready to run. */
export class Network {
  readonly #ort: OrtModule;
  readonly #session: OrtSession;
  readonly #options: NetworkOptions;

  private constructor(session: OrtSession, options: NetworkOptions) {
    this.#session = session;
    this.#ort = options.ort;
    this.#options = options;
  }

  /** @throws StudioError `model-corrupt`, `model-unsupported`, `out-of-memory`, `device-lost` */
  static async open(options: NetworkOptions): Promise<Network> {
    try {
      const creating = ortCalls.run(() =>
        options.ort.InferenceSession.create(options.bytes, { ...options.session, logSeverityLevel: LOG_ERRORS }),
      );
      const session = await (options.device ? options.device.guard(creating) : creating);
      return new Network(session, options);
    } catch (error) {
      throw await explain(error, options, 'could not be opened');
    }
  }

  /** ONNX element type of an input, such as `int64` or `float32`. */
  inputType(name: string): string {
    const input = this.#session.inputMetadata.find((one) => one.name === name);
    if (input?.isTensor) return input.type;
    throw new StudioError({
      code: 'model-unsupported',
      message: `${this.#options.file} has no input "${name}"; found ${this.#session.inputNames.join(', ')}. Expected the diffusers ONNX layout.`,
      details: { file: this.#options.file },
    });
  }

  float32(data: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.#ort.Tensor('float32', data, dims);
  }

  /** Token ids or a timestep in the element type that the graph's input wants. */
  integers(name: string, values: ArrayLike<number>, dims: readonly number[]): OrtTensor {
    const type = this.inputType(name);
    const numbers = Array.from(values);
    if (type === 'int64') return new this.#ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), dims);
    if (type === 'int32') return new this.#ort.Tensor('int32', Int32Array.from(numbers), dims);
    if (type === 'float32') return new this.#ort.Tensor('float32', Float32Array.from(numbers), dims);
    throw new StudioError({
      code: 'model-unsupported',
      message: `${this.#options.file}: input "${name}" is ${type}; expected int64, int32 or float32.`,
      details: { file: this.#options.file },
    });
  }

  /** @throws StudioError `device-lost`, `out-of-memory`; anything else is a bug and keeps its stack. */
  async run(feeds: Record<string, OrtTensor>, fetches: readonly string[]): Promise<Record<string, OrtTensor>> {
    const { device } = this.#options;
    try {
      const running = ortCalls.run(() => this.#session.run(feeds, [...fetches]));
      return await (device ? device.guard(running) : running);
    } catch (error) {
      const explained = await explain(error, this.#options, 'failed while running');
      throw explained.code === 'model-corrupt' || explained.code === 'model-unsupported' ? error : explained;
    }
  }
}

/** The runtime's output tensor by name; it always returns what was fetched. */
export function output(outputs: Record<string, OrtTensor>, name: string): OrtTensor {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`The runtime returned no output "${name}"`);
  return tensor;
}

/** An fp32 output that lies in CPU memory. */
export function floats(tensor: OrtTensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new Error(`Expected an fp32 tensor, found ${tensor.type}`);
}

async function explain(error: unknown, options: NetworkOptions, what: string): Promise<StudioError> {
  const text = error instanceof Error ? error.message : String(error);
  const failure = (code: FailureCode, message: string) =>
    new StudioError(
      { code, message, details: { file: options.file, runtimeMessage: text.slice(0, 500) } },
      { cause: error },
    );
  const byDevice = await options.device?.explain(error);
  if (byDevice instanceof StudioError) return byDevice;
  if (/bad_alloc|out of memory|allocation failed|Array buffer allocation/i.test(text)) {
    return failure(
      'out-of-memory',
      `${options.file} ${what}: the browser ran out of memory. Close other tabs and try again.`,
    );
  }
  if (/protobuf|INVALID_PROTOBUF|parsing failed/i.test(text)) {
    return failure('model-corrupt', `${options.file} ${what}: it is not a readable ONNX model. Download it again.`);
  }
  return failure('model-unsupported', `${options.file} ${what} on this backend: ${text.slice(0, 200)}`);
}
