/** SHA-256 in hex; null where the page has no Web Crypto (it needs https or localhost). */
export async function sha256Hex(content: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string | null> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
