import { describe, expect, it } from 'vitest';
import { watchDevice } from './device-watch.ts';

function fakeDevice() {
  let lose = (_: GPUDeviceLostInfo) => {};
  let fail = (_: GPUUncapturedErrorEvent) => {};
  const watch = watchDevice({
    lost: new Promise((resolve) => {
      lose = resolve;
    }),
    addEventListener: ((_: string, listener: typeof fail) => {
      fail = listener;
    }) as GPUDevice['addEventListener'],
  });
  return {
    watch,
    lose: () => lose({ reason: 'unknown', message: 'driver reset' } as GPUDeviceLostInfo),
    fail: (message: string) => fail({ error: { message } } as GPUUncapturedErrorEvent),
  };
}

describe('watchDevice', () => {
  it('hands on what the work gives while the device lives', async () => {
    const { watch } = fakeDevice();
    expect(await watch.guard(Promise.resolve(3))).toBe(3);
    await expect(watch.guard(Promise.reject(new Error('bad')))).rejects.toThrow('bad');
  });

  it('ends work that would never settle when the device is lost, and refuses later work', async () => {
    const { watch, lose } = fakeDevice();
    const stuck = watch.guard(new Promise(() => {}));
    lose();
    await expect(stuck).rejects.toThrow('driver reset');
    expect(await watch.wasLost()).toBe(true);
    await expect(watch.guard(Promise.resolve(1))).rejects.toThrow('driver reset');
  });

  it('waits for a loss that is told after the failure, and says no when none comes', async () => {
    const { watch, lose } = fakeDevice();
    expect(await watch.wasLost()).toBe(false);
    const answer = watch.wasLost();
    lose();
    expect(await answer).toBe(true);
  });

  it('keeps the first uncaught error', () => {
    const { watch, fail } = fakeDevice();
    watch.throwIfFaulty();
    fail('buffer too large');
    fail('and then');
    expect(() => watch.throwIfFaulty()).toThrow('buffer too large');
  });
});
