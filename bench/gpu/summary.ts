type Row = Readonly<Record<string, unknown>>;

const number = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);

/** What of a row a reader wants in one line, by kind of row; others are left to results.jsonl. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  adapter: ['name', 'isFallback', 'driver', 'subgroups', 'processor', 'cores'],
  copy: ['copyGbPerS', 'kernelGbPerS', 'readGbPerS', 'bytes'],
  refine: ['side', 'columns', 'gpuMs', 'wallMs', 'gbPerS', 'share', 'difference'],
  'refine-peer': ['side', 'ownMs', 'ownGpuMs', 'peerMs', 'ratio', 'difference', 'error'],
  kernel: ['kernel', 'size', 'agrees', 'difference', 'gpuMs', 'wallMs', 'cpuMs', 'error'],
  attention: ['tokens', 'heads', 'headDim', 'qkType', 'gpuMs', 'wallMs', 'gflopPerS', 'difference'],
  'attention-peer': ['tokens', 'heads', 'headDim', 'peerMs', 'leftOut', 'error'],
  'picture-on-cpu': ['steps', 'totalMs'],
  'picture-model': ['openMs'],
  picture: ['steps', 'which', 'totalMs'],
  'picture-against-cpu': ['maskPixelsAlike', 'largestPictureDifference', 'stackDifference', 'error'],
  'picture-capture': ['ratio', 'tappedMs', 'untappedMs', 'pairs', 'taps'],
  'full-size-weights': ['parameters', 'bytes', 'writeMs'],
  'full-size-open': ['tapped', 'openMs'],
  'full-size': ['side', 'sites', 'ratio', 'tappedMs', 'untappedMs', 'pairs', 'taps', 'bareFirstMs', 'tappedFirstMs'],
  failed: ['part', 'error'],
  sizes: ['sizes'],
  verdict: ['part', 'ok', 'says'],
  ended: ['part', 'ending', 'seconds'],
};

/** The rows, one line each, grouped by kind. */
export function summary(rows: readonly Row[]): string {
  const lines = Object.entries(COLUMNS).flatMap(([kind, columns]) =>
    rows
      .filter(({ row }) => row === kind)
      .map((row) => {
        const cells = columns.flatMap((name) => {
          const value = number(row[name]);
          return value === undefined ? [] : [`${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`];
        });
        return `${kind}: ${cells.join(', ')}`;
      }),
  );
  return `\n${lines.join('\n')}\n`;
}
