import type { Rgb } from '../../core/prompt/types.ts';
import { classNames } from './class-name.ts';

export function cssColor([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** A class's colour. The ring keeps dark colours visible on dark and light ones on light. */
export function Swatch({ color, className }: { readonly color: Rgb; readonly className?: string }) {
  return (
    <span className={classNames('swatch', className)} style={{ backgroundColor: cssColor(color) }} aria-hidden="true" />
  );
}
