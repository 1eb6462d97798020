import type { FileVersion } from '../types.ts';

/** What a response says of the version of its file. Other origins hide all but the date unless they allow it. */
export function versionOf({ headers, status }: Response): FileVersion {
  const range = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(headers.get('Content-Range') ?? '')?.[1];
  // The length of a compressed body is not that of the file.
  const length = headers.has('Content-Encoding') || status === 206 ? null : headers.get('Content-Length');
  const total = range ?? length;
  return {
    totalBytes: total === null || total === undefined ? null : Number(total),
    etag: headers.get('ETag'),
    lastModified: headers.get('Last-Modified'),
  };
}

/** First byte of a partial response; null where the server hides or omits it. */
export function rangeStart({ headers }: Response): number | null {
  const start = /^bytes (\d+)-/.exec(headers.get('Content-Range') ?? '')?.[1];
  return start === undefined ? null : Number(start);
}

/** Whether all that is known of both versions agrees. Weak and strong tags of one version differ by their mark only. */
export function isSameVersion(one: FileVersion, other: FileVersion): boolean {
  const agree = <T>(a: T | null, b: T | null) => a === null || b === null || a === b;
  const strong = (etag: string | null) => etag?.replace(/^W\//, '') ?? null;
  return (
    agree(one.totalBytes, other.totalBytes) &&
    agree(strong(one.etag), strong(other.etag)) &&
    agree(one.lastModified, other.lastModified)
  );
}
