import type { DeviceWatch } from '../device/device-watch.ts';
import type { OrtModule } from './ort-module.ts';

/** What networks are opened on. */
export interface Runtime {
  /** May still be on its way: the model is downloaded meanwhile. */
  readonly ort: OrtModule | Promise<OrtModule>;
  /** Null: the CPU provider and the CPU twins. */
  readonly device: GPUDevice | null;
  readonly deviceWatch: DeviceWatch | null;
  /** Larger files are given to the runtime by parts; left out: what suits a browser's heap. */
  readonly wholeFileBytes?: number;
}
