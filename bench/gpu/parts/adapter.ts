import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { adapterName } from '../../../src/gpu/adapter-name.ts';
import { largestSubgroup } from '../../../src/gpu/subgroups.ts';
import { openDawn, openDevice } from '../dawn.ts';
import type { Part } from '../part.ts';

/** What WebGPU says of the card, and what the studio's device takes of it. */
export const adapter: Part = async ({ emit, runtimeFolder }) => {
  const found = await openDawn(runtimeFolder).requestAdapter({ powerPreference: 'high-performance' });
  if (!found) {
    return { ok: false, says: `Dawn found no adapter; VK_DRIVER_FILES is ${process.env.VK_DRIVER_FILES ?? 'unset'}` };
  }
  const { vendor, architecture, device: deviceId, description } = found.info;
  const limits: Record<string, unknown> = {};
  for (const name in found.limits) limits[name] = Reflect.get(found.limits, name);
  const { device } = await openDevice(runtimeFolder);
  const named = adapterName(found.info);
  emit({
    row: 'adapter',
    ...named,
    info: { vendor, architecture, device: deviceId, description },
    subgroups: { min: found.info.subgroupMinSize, max: found.info.subgroupMaxSize, used: largestSubgroup(device) },
    features: [...found.features],
    deviceFeatures: [...device.features],
    limits,
    driver: nvidiaDriver(),
    node: process.version,
    processor: cpus()[0]?.model,
    cores: cpus().length,
  });
  device.destroy();
  const sizes = named.isFallback ? ', which computes on the CPU: small sizes, and times mean nothing' : '';
  return { ok: true, says: `${named.name}${sizes}` };
};

function nvidiaDriver(): string | null {
  try {
    return readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n')[0] ?? null;
  } catch {
    return null;
  }
}
