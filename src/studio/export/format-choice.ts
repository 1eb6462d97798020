import type { ExportChoice } from '../../core/dataset/export-choice.ts';
import type { FormatChoice } from '../../core/dataset/formats/registry.ts';

/** What writers need of an export's choice. */
export function formatChoice({ format, options, trainPercent }: ExportChoice): FormatChoice {
  return { format, options, trainPercent };
}
