import { writeFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';

/** Writes a PNG with the same pixels in fewer bytes where packing them anew, without filters, saves some: screens are mostly plain areas. */
export function savePicture(path, png) {
  const { width, height, data, channels, depth } = decode(png);
  const packed = encode({ width, height, data, channels, depth }, { zlib: { level: 9 } });
  writeFileSync(path, packed.length < png.length ? packed : png);
}
