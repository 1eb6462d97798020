import { type RefObject, useLayoutEffect } from 'react';

/** Tells style sheets how high the notices are, so that what has to make room for them does: `--notices-height`, 0px for none. */
export function useNoticesHeight(region: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = region.current;
    if (!element) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      style.setProperty('--notices-height', `${Math.ceil(element.getBoundingClientRect().height)}px`);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty('--notices-height');
    };
  }, [region]);
}
