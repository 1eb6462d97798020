/**
 * Why a page has no private file system (OPFS), and what a person can do, as parts of a sentence.
 * @param isSecure `isSecureContext`: false on a page from plain http on another machine; undefined outside of browsers
 */
export function missingFileSystem(isSecure: boolean | undefined): { readonly reason: string; readonly wayOut: string } {
  return isSecure === false
    ? {
        reason: 'browsers offer no private file system to a page from plain http',
        wayOut: 'open the studio from an https address or from localhost',
      }
    : { reason: 'this browser offers no private file system', wayOut: OPEN_NORMALLY };
}

/** What helps against most other reasons for which a browser keeps nothing. */
export const OPEN_NORMALLY = 'open the studio in a normal (not private) window';
