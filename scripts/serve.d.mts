/** Builds the studio into dist/. */
export function buildStudio(): Promise<void>;
/** Serves dist/ on 127.0.0.1 with the headers of a cross-origin isolated page. @throws Error when nothing has been built */
export function serveStudio(options?: {
  readonly port?: number;
  readonly open?: boolean;
}): Promise<{ readonly address: string; close(): Promise<void> }>;
