const PAGE_TYPE = /^(text\/html|application\/xhtml\+xml)\b/i;
const PAGE_START = /^\s*(<!doctype html|<html[\s>])/i;
/** Longer than white space and a doctype. */
const START_BYTES = 64;

/** Whether a server sends a page, its start page for instance, in the place of a file that it does not have. */
export function isPage({ headers }: Pick<Response, 'headers'>): boolean {
  return PAGE_TYPE.test(headers.get('Content-Type') ?? '');
}

/** The same by the first bytes, for servers that do not say what they send. */
export function beginsAsPage(bytes: Uint8Array): boolean {
  return PAGE_START.test(new TextDecoder().decode(bytes.subarray(0, START_BYTES)));
}
