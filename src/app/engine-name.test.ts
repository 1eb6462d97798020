import { expect, it } from 'vitest';
import { ENGINE_NAME, earlyEngineName, readEngineName } from './engine-name.ts';

it.each([null, 'wasm', 'webgpu'] as const)(
  'carries what the first engine begins with (backend %s)',
  (forcedBackend) => {
    const start = { model: { kind: 'catalogue', id: 'm' }, baseUrl: 'https://host/studio', forcedBackend } as const;
    expect(readEngineName(earlyEngineName(start))).toEqual(start);
  },
);

it('has others wait', () => {
  expect(readEngineName(ENGINE_NAME)).toBeNull();
});
