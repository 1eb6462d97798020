import type { Fetch } from '../../src/models/types.ts';

export interface CountingFetch {
  readonly fetch: Fetch;
  readonly requests: number;
  /** Bytes of the answers, as their headers tell. */
  readonly bytes: number;
}

/** Counts what goes over the wire. */
export function countingFetch(): CountingFetch {
  const count = { requests: 0, bytes: 0 };
  return {
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      count.requests++;
      if (init?.method !== 'HEAD') count.bytes += Number(response.headers.get('Content-Length') ?? 0);
      return response;
    },
    get requests() {
      return count.requests;
    },
    get bytes() {
      return count.bytes;
    },
  };
}
