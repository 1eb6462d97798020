import type { FormatChoice } from '../../src/core/dataset/formats/registry.ts';
import { formatBytes } from '../../src/studio/gallery/format-bytes.ts';
import type { Report } from '../report/report.ts';
import type { WrittenSet } from './write-set.ts';

export interface ToldSet extends WrittenSet {
  readonly out: string;
  readonly choice: FormatChoice;
  readonly pairs: number;
  /** Items that are not in it. */
  readonly failed: number;
}

/** The end of a command that wrote a dataset. */
export function tellSet(report: Report, { out, choice, pairs, failed, files, bytes, notes }: ToldSet): void {
  for (const note of notes) report.note('format', note);
  const without = failed === 0 ? '' : ` ${failed} could not be made and ${failed === 1 ? 'is' : 'are'} not in it.`;
  const text = `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} as ${choice.format} in ${out} (${files} files, ${formatBytes(bytes)}).${without}`;
  report.result(text, { out, format: choice.format, options: choice.options, pairs, failed, files, bytes, notes });
}
