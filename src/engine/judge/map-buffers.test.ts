import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openModelPackage } from '../../models/package/model-package.ts';
import type { MachineFacts } from '../../models/preflight/preflight-types.ts';
import { localSource } from '../../models/source/folder-source.ts';
import { ModelServer } from '../../models/source/model-server.testkit.ts';
import { urlSource } from '../../models/source/url-source.ts';
import type { OrtModule } from '../networks/ort-module.ts';
import { CPU } from '../testing/bundled-model.ts';
import { loadLocal } from '../testing/load-local.ts';
import { smallModel } from '../testing/small-model.ts';
import { checkModel } from './check-model.ts';
import { requireMapBuffers } from './map-buffers.ts';

const MIB = 2 ** 20;
const gpu = (maxBufferBytes: number): MachineFacts => ({ ...CPU, backend: 'webgpu', maxBufferBytes });

describe('the map of a self side', () => {
  it('must fit into a buffer of the device', () => {
    expect(() => requireMapBuffers([24, 48, 96], gpu(128 * MIB))).toThrow(
      /at 96×96 needs a map of 324 MiB; .* at most 128 MiB/,
    );
    expect(() => requireMapBuffers([24, 48, 96], gpu(324 * MIB))).not.toThrow();
    expect(() => requireMapBuffers([24, 48, 96], CPU)).not.toThrow();
  });

  it('is looked at before any session is made, and is no matter of memory that a new start would help', async () => {
    const ort = { InferenceSession: { create: () => Promise.reject(new Error('a session was made')) } };
    const loading = loadLocal(smallModel(), {
      ort: ort as unknown as OrtModule,
      machine: gpu(4 * 8 ** 4 - 1),
      device: {} as GPUDevice,
    });
    await expect(loading).rejects.toMatchObject({ code: 'model-unsupported', details: { side: 8 } });
  });
});

describe('before anything is fetched', () => {
  /** What WebGPU guarantees. */
  const machine = gpu(134_217_728);
  const large = () => smallModel({ side: 96 });
  const TOO_LARGE = /at 96×96 needs a map of 324 MiB; .* at most 128 MiB/;
  const chosen = { id: 'm', name: 'M', origin: { kind: 'url', label: 'm' }, entry: null } as const;

  let server: ModelServer;
  let url: string;
  beforeEach(async () => {
    server = new ModelServer();
    url = await server.start();
    const listing = [];
    for (const { path, file } of large()) {
      const bytes = new Uint8Array(await (await file()).arrayBuffer());
      // One part as large as real ones, which nothing here asks for.
      const size = path === 'vae_encoder/model.onnx' ? 2 ** 30 : bytes.length;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      listing.push({ path, bytes: size, sha256 });
      if (size === bytes.length) server.files.set(path, { bytes, etag: '"one"' });
    }
    server.files.set('files.json', { bytes: Buffer.from(JSON.stringify({ files: listing })), etag: '"one"' });
  });
  afterEach(() => server.stop());
  const wholeGraphs = () => server.requests.filter(({ path, range }) => path.endsWith('.onnx') && range === null);

  it('a check finds a map that no buffer holds', async () => {
    const { preflight } = await checkModel({ ...chosen, source: urlSource({ url, fetch }) }, machine);
    expect(preflight).toMatchObject({
      verdict: 'impossible',
      findings: [{ file: 'unet/model.onnx', message: expect.stringMatching(TOO_LARGE) }],
    });
    expect(wholeGraphs()).toEqual([]);
    const onCpu = await checkModel({ ...chosen, source: urlSource({ url, fetch }) }, CPU);
    expect(onCpu.preflight.verdict).toBe('ok');
  });

  it('loading refuses the model', async () => {
    const model = await openModelPackage(urlSource({ url, fetch }));
    await expect(loadLocal([], { model, machine, device: {} as GPUDevice })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(TOO_LARGE),
    });
    expect(wholeGraphs()).toEqual([]);
  });

  it('a server without ranges leaves it to the download, and the check says that', async () => {
    server.servesRanges = false;
    const { preflight } = await checkModel({ ...chosen, source: urlSource({ url, fetch }) }, machine);
    expect(preflight.findings.map(({ level }) => level)).not.toContain('impossible');
    expect(preflight.findings[0]?.message).toMatch(/before it is downloaded/);
  });

  it('warns of attention that the graph writes out, and that the device cannot bind at once', async () => {
    const files = smallModel({ side: 64 });
    const source = localSource('local', files);
    const found = await checkModel({ ...chosen, source }, gpu(100 * MIB));
    expect(found.preflight).toMatchObject({
      verdict: 'warning',
      findings: [
        { level: 'warning', message: expect.stringMatching(/attention of 128 MiB at once; .* at most 100 MiB/) },
      ],
    });
    expect((await checkModel({ ...chosen, source }, gpu(128 * MIB))).preflight.verdict).toBe('ok');
  });
});
