import { StudioError } from '../../core/errors.ts';
import { runtimeFailure, troubleOf } from '../device/runtime-messages.ts';
import type { LoadedModel } from '../load/load-model.ts';

/**
 * Does work in which the device or the runtime may break outside of a network's run, such as memory for a map that cannot be
 * had, or a script that cannot be loaded: that becomes a failure, too; bugs stay as they are.
 * @param what as for `runtimeFailure`
 * @throws StudioError `device-lost`, `out-of-memory`, `worker-crashed`, `network`, and as `work`
 */
export async function explainFailures<T>(
  device: LoadedModel['device'],
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const explained = device ? await device.explain(error) : error;
    const trouble = explained instanceof StudioError ? null : troubleOf(explained);
    throw trouble ? runtimeFailure(explained, trouble, what) : explained;
  }
}
