import { expect, it, vi } from 'vitest';
import type { EngineClient } from '../rpc/client.ts';
import type { StartOptions } from '../rpc/contract.ts';
import { begunEngine } from './begun-engine.ts';

const early: StartOptions = { model: { kind: 'catalogue', id: 'm' }, baseUrl: 'http://studio', forcedBackend: null };
const other: StartOptions = { ...early, model: { kind: 'cached', model: 'https://models.example/m' } };

function begun(start: StartOptions | null = early) {
  const client = { restart: vi.fn(), check: vi.fn(), start: vi.fn() };
  return { client, engine: begunEngine(client as unknown as EngineClient, start) };
}

it('goes on with what has begun, whether the graphics card is known or not', () => {
  const { client, engine } = begun();
  void engine.start({ ...early, gpuIsKnown: false }, () => undefined);
  expect(client.start).toHaveBeenCalledOnce();
  expect(client.restart).not.toHaveBeenCalled();
});

it('ends what has begun where another model is looked at or started first, once', () => {
  const { client, engine } = begun();
  void engine.check(other);
  void engine.start(other, () => undefined);
  expect(client.restart).toHaveBeenCalledOnce();
  expect(client.restart.mock.invocationCallOrder[0]).toBeLessThan(client.check.mock.invocationCallOrder[0] ?? 0);
});

it('ends nothing where nothing has begun', () => {
  const { client, engine } = begun(null);
  void engine.start(other, () => undefined);
  expect(client.restart).not.toHaveBeenCalled();
});
