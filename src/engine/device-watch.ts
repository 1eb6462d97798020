/** Knows whether a GPU device still lives. */
export interface DeviceWatch {
  isLost(): boolean;
  /** Rejects when the device is lost; never resolves. */
  readonly rejectWhenLost: Promise<never>;
}

/** Watches `device.lost`, which also fires when the driver resets or the GPU process ends. */
export function watchDevice(device: Pick<GPUDevice, 'lost'>): DeviceWatch {
  let lost = false;
  const rejectWhenLost = device.lost.then(({ reason, message }) => {
    lost = true;
    throw new Error(`The GPU device was lost (${reason}): ${message}`);
  });
  // Races that are over leave nobody to take the rejection.
  rejectWhenLost.catch(() => undefined);
  return { isLost: () => lost, rejectWhenLost };
}
