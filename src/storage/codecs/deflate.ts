import { inflateSync } from 'fflate';

/** Starting the platform's stream takes about a millisecond; in that time less than this is inflated here. */
const SMALL_BYTES = 32 * 1024;

/** Raw deflate (RFC 1951) by the platform, off this thread. */
export function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new CompressionStream('deflate-raw'));
}

/**
 * @param expectedBytes what comes out; where it is another number, so is the result's length
 * @throws an error of either library for bytes that are no raw deflate stream
 */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, expectedBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes.length > SMALL_BYTES) return through(bytes, new DecompressionStream('deflate-raw'));
  // One byte more than expected, so that a longer stream shows.
  return inflateSync(bytes, { out: new Uint8Array(expectedBytes + 1) }) as Uint8Array<ArrayBuffer>;
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
