import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  bytes: Uint8Array;
  etag: string;
  /** A response stops after this many bytes, until `breakOff`. */
  breakAfter?: number;
  /** Meanwhile requests for this file alone are closed without an answer. */
  isDown?: boolean;
}

export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  readonly status: number;
}

const PAGE = '<!doctype html><title>Start</title>';

/** For pages of another origin: files are anybody's, and their version and place can be read. */
const OPEN_TO_ALL = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Expose-Headers': 'ETag, Content-Range, Content-Length',
};

/** A server of files on loopback that can serve ranges or not, break off, go down and change its files. */
export class ModelServer {
  readonly files = new Map<string, ServedFile>();
  readonly requests: ServedRequest[] = [];
  servesRanges = true;
  /** What it says to addresses that it does not know: nothing there, its start page, or nothing without the right to list. */
  unknown: 'not found' | 'page' | 'forbidden' = 'not found';
  /** The status of its answer to HEAD, if it does not know that method. */
  headStatus: 405 | 501 | null = null;
  /** Whether it is gone after `breakOff`. */
  goesDownAtBreak = false;
  /** While it is down, connections are closed without an answer. */
  isDown = false;
  readonly #stopped = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Breaks the connections that have stopped. For when the first of their bytes have arrived: those that a browser has
   * received and nobody has read yet are lost with the connection.
   */
  breakOff(): void {
    for (const response of this.#stopped) {
      this.isDown = this.goesDownAtBreak;
      response.destroy();
    }
    this.#stopped.clear();
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.isDown) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(OPEN_TO_ALL)) response.setHeader(name, value);
    const path = decodeURIComponent((request.url ?? '').slice(1));
    const range = request.headers.range ?? null;
    const file = this.files.get(path);
    if (file?.isDown) {
      response.destroy();
      return;
    }
    const method = request.method ?? '';
    const log = (status: number) => this.requests.push({ method, path, range, status });
    if (method === 'HEAD' && this.headStatus !== null) {
      log(this.headStatus);
      response.writeHead(this.headStatus).end();
      return;
    }
    if (!file) {
      const status = { 'not found': 404, page: 200, forbidden: 403 }[this.unknown];
      log(status);
      if (status === 200) response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.writeHead(status).end(status === 200 && method !== 'HEAD' ? PAGE : undefined);
      return;
    }
    const { bytes, etag, breakAfter } = file;
    const match = this.servesRanges ? /^bytes=(\d+)-(\d*)$/.exec(range ?? '') : null;
    const start = match ? Number(match[1]) : 0;
    const end = match?.[2] ? Number(match[2]) + 1 : bytes.byteLength;
    if (match && start >= bytes.byteLength) {
      log(416);
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.byteLength}` }).end();
      return;
    }
    const status = match ? 206 : 200;
    log(status);
    const contentRange = match ? { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.byteLength}` } : {};
    response.writeHead(status, { ETag: etag, 'Content-Length': end - start, ...contentRange });
    if (method === 'HEAD') response.end();
    else if (breakAfter === undefined || breakAfter >= end - start) response.end(bytes.subarray(start, end));
    else {
      this.#stopped.add(response);
      response.write(bytes.subarray(start, start + breakAfter));
    }
  }
}
