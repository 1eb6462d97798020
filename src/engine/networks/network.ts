import { StudioError } from '../../core/errors.ts';
import type { FeedTensor } from '../../models/feeds/unet-feeds.ts';
import type { SessionParts } from '../../models/package/model-package.ts';
import type { DeviceWatch } from '../device/device-watch.ts';
import { type RuntimeTrouble, runtimeFailure, troubleOf } from '../device/runtime-messages.ts';
import { requireFinite } from './finite.ts';
import { ortCalls } from './ort-calls.ts';
import type { OrtModule, OrtSession, OrtTensor, SessionOptions } from './ort-module.ts';

/** ONNX Runtime's severity 3. Its warnings, such as shape nodes that run on the CPU, tell a person nothing. */
const LOG_ERRORS = 3;

export interface NetworkOptions {
  readonly ort: OrtModule;
  /** For messages: `unet/model.onnx`. */
  readonly file: string;
  readonly session: SessionOptions;
  /** Tells a lost GPU device; null on the CPU. */
  readonly device: DeviceWatch | null;
}

/** One ONNX graph ready to run. */
export class Network {
  readonly #session: OrtSession;
  readonly #options: NetworkOptions;

  private constructor(session: OrtSession, options: NetworkOptions) {
    this.#session = session;
    this.#options = options;
  }

  /**
   * @throws StudioError `model-corrupt`, `model-unsupported`, `out-of-memory`, `device-lost`, `network` and
   *   `backend-unavailable` where the runtime itself cannot be had, `worker-crashed`
   */
  static async open({ bytes, externalData }: SessionParts, options: NetworkOptions): Promise<Network> {
    // An empty list would make ONNX Runtime look for a file system.
    const mounted = externalData.length > 0 ? { externalData } : {};
    try {
      const creating = ortCalls.run(() =>
        options.ort.InferenceSession.create(bytes, { ...options.session, ...mounted, logSeverityLevel: LOG_ERRORS }),
      );
      const session = await (options.device ? options.device.guard(creating) : creating);
      return new Network(session, options);
    } catch (error) {
      const known = await explain(error, options, 'could not be opened');
      throw known ?? unsupported(error, options);
    }
  }

  /**
   * A graph that was opened runs, whatever it is fed: another failure than for lack of memory or of the device leaves a
   * runtime that cannot be trusted.
   * @throws StudioError `device-lost`, `out-of-memory`, `worker-crashed`
   */
  async run(feeds: readonly FeedTensor[], fetches: readonly string[]): Promise<Record<string, OrtTensor>> {
    const { device, ort } = this.#options;
    const tensors = Object.fromEntries(
      // The overloads of ORT's constructor tie each type to its array, which a list of mixed tensors cannot say.
      feeds.map(({ name, type, data, dims }) => [name, new ort.Tensor(type as 'float32', data as Float32Array, dims)]),
    );
    try {
      const running = ortCalls.run(() => this.#session.run(tensors, [...fetches]));
      return await (device ? device.guard(running) : running);
    } catch (error) {
      const known = await explain(error, this.#options, FAILED);
      if (known?.code === 'device-lost' || known?.code === 'out-of-memory') throw known;
      throw explainAs('runtime-broken', error, this.#options, FAILED);
    }
  }

  /**
   * What the network answered, if all of it is finite.
   * @param when ` at timestep 640`, where there is more than one call
   * @param otherExport which export of it does not overflow
   * @throws StudioError `number-overflow`, naming the file
   */
  finite(values: Float32Array, when = '', otherExport = 'an export in fp32'): Float32Array {
    const { file, device } = this.#options;
    // On the CPU ONNX Runtime computes half-precision graphs in fp32.
    const elsewhere = device ? ', or run it on the CPU, which computes in fp32' : '';
    const help = `Half precision does so: use ${otherExport}${elsewhere}.`;
    return requireFinite(values, { what: `${file} answered with`, when, help, details: { file } });
  }
}

/** The runtime's output tensor by name; it always returns what was fetched. */
export function output(outputs: Record<string, OrtTensor>, name: string): OrtTensor {
  const tensor = outputs[name];
  if (!tensor) throw new Error(`The runtime returned no output "${name}"`);
  return tensor;
}

const FAILED = 'failed while running';

/** Null where neither the device nor the words of the error tell. */
async function explain(error: unknown, options: NetworkOptions, what: string): Promise<StudioError | null> {
  const byDevice = await options.device?.explain(error);
  if (byDevice instanceof StudioError) return byDevice;
  const trouble = troubleOf(error);
  return trouble && explainAs(trouble, error, options, what);
}

function explainAs(trouble: RuntimeTrouble, error: unknown, { file }: NetworkOptions, what: string): StudioError {
  return runtimeFailure(error, trouble, `${file} ${what}`, { file });
}

/** The runtime refuses a graph in many words; the person needs them. */
function unsupported(error: unknown, { file }: NetworkOptions): StudioError {
  const text = error instanceof Error ? error.message : String(error);
  const message = `${file} could not be opened on this backend: ${text.slice(0, 200)}`;
  const details = { file, runtimeMessage: text.slice(0, 500) };
  return new StudioError({ code: 'model-unsupported', message, details }, { cause: error });
}
