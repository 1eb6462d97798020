import { describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../core/errors.ts';
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
    fail: (error: { message: string }) => fail({ error } as GPUUncapturedErrorEvent),
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
    expect(await watch.explain(new Error('x'))).toMatchObject({ code: 'device-lost' });
    await expect(watch.guard(Promise.resolve(1))).rejects.toThrow('driver reset');
  });

  it('leaves no rejection unheard when work is asked for after the loss', async () => {
    const { watch, lose } = fakeDevice();
    lose();
    await Promise.resolve();
    const unheard = vi.fn();
    process.on('unhandledRejection', unheard);
    await expect(watch.guard(Promise.reject(new Error('mapAsync failed')))).rejects.toThrow('driver reset');
    // Node tells them once the tasks that are due have run.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unheard);
    expect(unheard).not.toHaveBeenCalled();
  });

  it('waits for a loss that is told after the failure, and leaves a bug as it is when none comes', async () => {
    const { watch, lose } = fakeDevice();
    const bug = new TypeError('x is not a function');
    expect(await watch.explain(bug)).toBe(bug);
    const answer = watch.explain(bug);
    lose();
    expect(await answer).toMatchObject({ code: 'device-lost', cause: bug });
  });

  it('knows a read-back that the loss broke by its words, and leaves expected failures alone', async () => {
    const { watch } = fakeDevice();
    const unmapped = new Error("Failed to execute 'mapAsync' on 'GPUBuffer': Buffer was unmapped before mapping");
    expect(await watch.explain(unmapped)).toMatchObject({ code: 'device-lost' });
    const cancelled = new StudioError({ code: 'cancelled', message: 'Stopped.' });
    expect(await watch.explain(cancelled)).toBe(cancelled);
  });

  it('keeps the first uncaught error', async () => {
    const { watch, fail } = fakeDevice();
    watch.throwIfFaulty();
    fail({ message: 'buffer too large' });
    fail({ message: 'and then' });
    expect(() => watch.throwIfFaulty()).toThrow(
      expect.objectContaining({ details: { gpuMessage: 'buffer too large' } }),
    );
    expect(await watch.explain(new Error('later'))).toMatchObject({ code: 'device-lost' });
  });

  it.each([
    ['GPUValidationError', 'device-lost', /refused a command \(Bind group is invalid\)/],
    ['GPUInternalError', 'device-lost', /driver failed \(Bind group is invalid\)/],
    ['GPUOutOfMemoryError', 'out-of-memory', /ran out of memory/],
  ])('words a %s as what it is, not as a reset of the driver', (name, code, message) => {
    const { watch, fail } = fakeDevice();
    const error = new { [name]: class {} }[name]!();
    fail(Object.assign(error, { message: 'Bind group is invalid\n - While encoding [Queue]' }));
    expect(() => watch.throwIfFaulty()).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
