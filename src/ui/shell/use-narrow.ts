import { useSyncExternalStore } from 'react';

/** Below this the columns become tabs. Style sheets use the same number. */
const NARROW = '(max-width: 899.98px)';

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(NARROW);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => window.matchMedia(NARROW).matches,
  );
}
