import { type ReactNode, useRef, useState } from 'react';
import { IconButton } from '../controls/icon-button.tsx';

export const PAGE_ROWS = 50;

/** Long tables a page at a time: thousands of rows at once would make the dialog slow. */
export function Pages<Row>(props: {
  readonly rows: readonly Row[];
  readonly children: (shown: readonly Row[], first: number) => ReactNode;
}) {
  const { rows, children } = props;
  const [wanted, setPage] = useState(0);
  const last = Math.max(0, Math.ceil(rows.length / PAGE_ROWS) - 1);
  const page = Math.min(wanted, last);
  const first = page * PAGE_ROWS;
  const shown = rows.slice(first, first + PAGE_ROWS);
  const nav = useRef<HTMLElement>(null);
  const turnTo = (next: number) => {
    setPage(next);
    // The button at this end will be disabled, and would lose the focus.
    const [previous, following] = nav.current?.querySelectorAll('button') ?? [];
    if (next === last) previous?.focus();
    if (next === 0) following?.focus();
  };
  return (
    <>
      {children(shown, first)}
      {last > 0 && (
        <nav ref={nav} className="pages" aria-label="Pages of the table">
          <IconButton icon="back" label="Previous page" isDisabled={page === 0} onPress={() => turnTo(page - 1)} />
          <span className="number" role="status">
            {(first + 1).toLocaleString('en')} to {(first + shown.length).toLocaleString('en')} of{' '}
            {rows.length.toLocaleString('en')}
          </span>
          <IconButton icon="chevron" label="Next page" isDisabled={page === last} onPress={() => turnTo(page + 1)} />
        </nav>
      )}
    </>
  );
}
