import { type RefObject, useEffect, useState } from 'react';

/** How far outside its scroller a thing may be to count as near, in CSS pixels: about four tiles. */
const MARGIN = '288px';

type Listener = (isNear: boolean) => void;
const listeners = new WeakMap<Element, Listener>();
let shared: IntersectionObserver | null = null;

/** One observer for all: a gallery has a thousand tiles. */
function observe(element: Element, listener: Listener): () => void {
  shared ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    { rootMargin: MARGIN, scrollMargin: MARGIN },
  );
  const observer = shared;
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    observer.unobserve(element);
    listeners.delete(element);
  };
}

/** Whether an element is in sight or about to be. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => (element.current ? observe(element.current, setNear) : undefined), [element]);
  return isNear;
}
