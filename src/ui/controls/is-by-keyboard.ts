import type { PressEvent } from 'react-aria-components';

/** Whether a press came by keyboard or screen reader: then focus has to be somewhere afterwards. On a phone it opens the keyboard. */
export function isByKeyboard({ pointerType }: Pick<PressEvent, 'pointerType'>): boolean {
  return pointerType === 'keyboard' || pointerType === 'virtual';
}
