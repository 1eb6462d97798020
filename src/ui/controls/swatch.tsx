import type { Rgb } from '../../core/prompt/types.ts';
import { useClassColors } from '../class-colors.ts';

export function cssColor([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** A class's colour. The ring keeps dark colours visible on dark and light ones on light. */
export function Swatch({ classId }: { readonly classId: number }) {
  const color = useClassColors().get(classId);
  return <span className="swatch" style={color && { backgroundColor: cssColor(color) }} aria-hidden="true" />;
}
