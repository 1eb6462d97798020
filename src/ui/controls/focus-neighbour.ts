import type { PressEvent } from 'react-aria-components';
import { isByKeyboard } from './is-by-keyboard.ts';

/**
 * For a button that is about to remove its own entry of a list: who pressed it by keyboard goes on at the same button of the
 * next entry, or of the one before.
 * @param button selector of the button in each entry
 * @param otherwise selector, in the same panel or dialog, of what comes after the last entry
 */
export function focusNeighbour(event: PressEvent, button: string, otherwise: string): void {
  const entry = event.target.closest('li');
  if (!isByKeyboard(event) || !entry) return;
  const neighbour = entry.nextElementSibling ?? entry.previousElementSibling;
  const next = neighbour?.querySelector(button) ?? entry.closest('.panel, .dialog')?.querySelector(otherwise);
  if (next instanceof HTMLElement) next.focus();
}
