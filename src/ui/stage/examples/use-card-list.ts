import { useEffect, useState } from 'react';
import type { CardList } from './card-mask.ts';

/** Masks of the cards, once they are here; null before, and where they could not be had: cards do without. */
export function useCardList(isWanted: boolean): CardList | null {
  const [list, setList] = useState<CardList | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    import('./cards/cards.json').then(
      ({ default: cards }) => {
        if (!isOver) setList(cards);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [isWanted]);
  return isWanted ? list : null;
}
