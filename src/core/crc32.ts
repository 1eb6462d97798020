import crc from 'crc-32';

/**
 * CRC-32 (ISO 3309, as in PNG and ZIP) of `bytes` as an unsigned 32-bit number: 0xCBF43926 for the ASCII digits 1 to 9.
 * @param before the CRC of what comes before them
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  return crc.buf(bytes, before) >>> 0;
}
