import { LIST_LIMITS } from './limits.ts';
import type { RowError } from './types.ts';

/** Names of devices, which Windows gives no file whatever its ending: CON, NUL.txt. Superscript digits count as digits there. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i;
const PICTURE_ENDING = /\.(jpe?g|png|webp)$/i;
/** Control characters, invisible ones that reverse or hide text (joiners are letters' own), and halves of characters. */
const INVISIBLE = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const utf8 = new TextEncoder();

/**
 * Why a name cannot be that of a file on every system; null where it can.
 *
 * Source: Microsoft, "Naming Files, Paths, and Namespaces"; POSIX.1-2024, 3.170 Filename.
 */
export function checkFileName(name: string): RowError | null {
  const shown = JSON.stringify(name.slice(0, 80));
  const error = (kind: RowError['kind'], message: string): RowError => ({ kind, message });
  const hidden = INVISIBLE.exec(name)?.[0];
  if (hidden !== undefined) {
    return error('control-characters', `The file name ${shown} holds the invisible character ${codePoint(hidden)}.`);
  }
  if (/[/\\]/.test(name) || name === '.' || name === '..' || /^[a-z]:/i.test(name)) {
    return error('name-path', `The file name ${shown} is a path. Name the file alone.`);
  }
  const device = name.split('.')[0]?.trim() ?? '';
  if (RESERVED.test(device)) return error('name-reserved', `Windows keeps the file name “${device}” for a device.`);
  const forbidden = /[<>:"|?*]/.exec(name)?.[0];
  if (forbidden)
    return error('name-invalid', `The file name ${shown} holds “${forbidden}”, which Windows does not allow.`);
  if (/^\s|[\s.]$/.test(name)) {
    return error('name-invalid', `The file name ${shown} begins or ends with a space or a dot.`);
  }
  if (stemOf(name) === '') return error('name-invalid', `The file name ${shown} is nothing but an ending.`);
  if (utf8.encode(name).length > LIST_LIMITS.nameBytes) {
    return error('name-invalid', `A file name may have ${LIST_LIMITS.nameBytes} bytes; ${shown}… has more.`);
  }
  return null;
}

/** The name without a picture's ending. */
export function stemOf(name: string): string {
  return name.replace(PICTURE_ENDING, '');
}

/** Two names with one key would be one file on a system without case, or a picture and a mask of one stem. */
export function fileNameKey(name: string): string {
  return stemOf(name).normalize('NFC').toLowerCase();
}

export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
