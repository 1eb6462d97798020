import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { smallModel } from '../../src/engine/testing/small-model.ts';
import { ModelServer } from '../../src/models/source/model-server.testkit.ts';

/** A model of a few kilobytes on a server of the test's own. */
export interface ServedModel {
  readonly server: ModelServer;
  /** Of the model's folder. */
  readonly url: string;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** @param options `isListed`: with a files.json that tells sizes and hashes */
export async function serveModel({ isListed = true } = {}): Promise<ServedModel> {
  const server = new ModelServer();
  const base = await server.start();
  onTestFinished(() => server.stop());
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, file } of smallModel()) files.set(path, new Uint8Array(await (await file()).arrayBuffer()));
  for (const [path, bytes] of files) server.files.set(`small/${path}`, { bytes, etag: `"${sha256(bytes)}"` });
  const listing = [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
  if (isListed) serveListing(server, listing);
  return { server, url: `${base}/small`, files };
}

export function serveListing(server: ModelServer, files: readonly object[]): void {
  server.files.set('small/files.json', { bytes: Buffer.from(JSON.stringify({ files })), etag: '"listing"' });
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What was asked of the server, listings left out: `GET unet/model.onnx bytes=100-`. */
export function asked({ requests }: ModelServer): string[] {
  return requests
    .filter(({ path }) => !path.endsWith('files.json'))
    .map(({ method, path, range }) => `${method} ${path.replace('small/', '')}${range ? ` ${range}` : ''}`);
}
