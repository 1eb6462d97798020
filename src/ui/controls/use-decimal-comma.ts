import { type RefObject, useEffect } from 'react';
import { withDecimalPoint } from './decimal-point.ts';

/**
 * Lets a person type the decimal comma of their keyboard into a number field. The field refuses it by itself, and what follows
 * would make another number: 0,35 became 035.
 */
export function useDecimalComma(field: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = field.current;
    const onBeforeInput = (event: InputEvent) => {
      const text = event.data === null ? null : withDecimalPoint(event.data);
      if (text === null || text === event.data) return;
      event.preventDefault();
      event.stopPropagation();
      // As if it had been typed so: the field checks it, and it can be undone. Nothing else does both.
      document.execCommand('insertText', false, text);
    };
    // Before the field itself looks at it.
    element?.addEventListener('beforeinput', onBeforeInput, { capture: true });
    return () => element?.removeEventListener('beforeinput', onBeforeInput, { capture: true });
  }, [field]);
}
