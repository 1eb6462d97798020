import type { ReactNode } from 'react';

/** A table that may be wider than the screen: it scrolls by itself, by keyboard too. */
export function ScrollBox({ labelledBy, children }: { readonly labelledBy: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take focus, else arrow keys cannot scroll it
    <section className="health-scroll scroll" aria-labelledby={labelledBy} tabIndex={0}>
      {children}
    </section>
  );
}
