import { afterEach, describe, expect, test, vi } from 'vitest';
import { adapterName } from './adapter-name.ts';
import { requestStudioDevice } from './device.ts';
import { openDawnDevice } from './testing/dawn-device.ts';

describe('the studio’s device', () => {
  test('has the adapter’s limits and a name', async () => {
    const { device, adapterInfo } = await openDawnDevice();
    expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
    expect(adapterInfo.name).not.toBe('');
    device.destroy();
  });

  test('no adapter is a failure that says so', async () => {
    const gpu = { requestAdapter: async () => null } as unknown as GPU;
    await expect(requestStudioDevice(gpu)).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('no adapter was found'),
    });
  });

  test('an adapter that gives no device passes its reason on', async () => {
    const adapter = {
      features: new Set(),
      limits: {},
      info: { vendor: 'acme', architecture: 'x1', device: '', description: '' },
      requestDevice: async () => {
        throw new Error('limit exceeded');
      },
    };
    const gpu = { requestAdapter: async () => adapter } as unknown as GPU;
    await expect(requestStudioDevice(gpu)).rejects.toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('acme x1 gave no device: limit exceeded'),
    });
  });
});

describe('a graphics process that never answers', () => {
  afterEach(() => void vi.useRealTimers());
  const never = () => new Promise<never>(() => {});
  const adapter = { features: new Set(), limits: {}, info: { vendor: 'acme' } };

  test.each([
    ['requestAdapter', { requestAdapter: never }],
    ['requestDevice', { requestAdapter: async () => ({ ...adapter, requestDevice: never }) }],
  ])('%s is given up after ten seconds', async (_, gpu) => {
    vi.useFakeTimers();
    const outcome = requestStudioDevice(gpu as unknown as GPU).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await outcome).toMatchObject({
      code: 'backend-unavailable',
      message: expect.stringContaining('no answer from the graphics process for 10 seconds'),
    });
  });

  test('one that has answered before gets two minutes to end what it is at', async () => {
    vi.useFakeTimers();
    const requestAdapter = vi.fn(() => new Promise<never>(() => {}));
    const outcome = requestStudioDevice({ requestAdapter } as unknown as GPU, true).catch((error: unknown) => error);
    const isOut = vi.fn();
    void outcome.then(isOut);
    await vi.advanceTimersByTimeAsync(119_000);
    expect(isOut).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await outcome).toMatchObject({ message: expect.stringContaining('for 120 seconds') });
  });

  test('a device that comes too late is given back', async () => {
    vi.useFakeTimers();
    const destroy = vi.fn();
    let resolve: (device: unknown) => void = () => undefined;
    const promise = new Promise<unknown>((done) => {
      resolve = done;
    });
    const gpu = { requestAdapter: async () => ({ ...adapter, requestDevice: () => promise }) };
    const outcome = requestStudioDevice(gpu as unknown as GPU).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    await outcome;
    resolve({ destroy });
    await promise;
    expect(destroy).toHaveBeenCalled();
  });
});

describe('adapter names', () => {
  const info = (fields: Partial<GPUAdapterInfo>) =>
    adapterName({ vendor: '', architecture: '', device: '', description: '', ...fields } as GPUAdapterInfo);

  test('the most telling field wins', () => {
    expect(info({ vendor: 'nvidia', architecture: 'ampere' })).toEqual({ name: 'nvidia ampere', isFallback: false });
    expect(info({ vendor: 'amd', description: 'AMD Radeon' }).name).toBe('AMD Radeon');
    expect(info({}).name).toBe('unnamed adapter');
  });

  test('software adapters are known by flag or by name', () => {
    expect(info({ vendor: 'google', architecture: 'swiftshader' }).isFallback).toBe(true);
    expect(info({ isFallbackAdapter: true, vendor: 'microsoft' } as Partial<GPUAdapterInfo>).isFallback).toBe(true);
  });
});
