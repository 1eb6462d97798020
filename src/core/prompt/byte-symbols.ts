/**
 * The printable character that stands for each byte in byte-level BPE vocabularies (GPT-2, CLIP): bytes that print
 * keep their Latin-1 character, the other 68 get U+0100 and up, in byte order.
 *
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019), section 2.2.
 */
export const BYTE_SYMBOLS: readonly string[] = byteSymbols();

function byteSymbols(): string[] {
  const prints = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let substitute = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : substitute++));
}
