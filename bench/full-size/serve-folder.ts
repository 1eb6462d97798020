import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface FolderServer {
  readonly address: string;
  close(): Promise<void>;
}

/** What a page of another origin needs in order to read files and their ranges. */
const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Content-Range, ETag',
  'Accept-Ranges': 'bytes',
};

/** Serves the files of a folder on loopback, whole or by range, without holding them in memory. */
export async function serveFolder(folder: string): Promise<FolderServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    answer(join(folder, path), request.method === 'HEAD', request.headers.range, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer(path: string, isHead: boolean, range: string | undefined, response: ServerResponse) {
  const file = await stat(path).catch(() => null);
  if (!file?.isFile()) {
    response.writeHead(404, HEADERS).end();
    return;
  }
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const start = Number(match?.[1] ?? 0);
  const end = match?.[2] ? Math.min(Number(match[2]), file.size - 1) : file.size - 1;
  const contentRange = match ? { 'Content-Range': `bytes ${start}-${end}/${file.size}` } : {};
  response.writeHead(match ? 206 : 200, {
    ...HEADERS,
    ...contentRange,
    'Content-Type': 'application/octet-stream',
    'Content-Length': end - start + 1,
    ETag: `"${file.size}-${file.mtimeMs}"`,
  });
  if (isHead) response.end();
  else createReadStream(path, { start, end }).pipe(response);
}
