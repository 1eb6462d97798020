import { lazy, Suspense, useState } from 'react';
import { Button } from 'react-aria-components';

const SweepDialog = lazy(() => import('./sweep-dialog.tsx'));

/** Opens the sheet of masks under many settings. */
export function SweepButton() {
  const [isOpen, setOpen] = useState(false);
  // Once opened it stays, so that it can close as dialogs do.
  const [wasOpen, setWasOpen] = useState(false);
  return (
    <>
      <Button
        className="button button-quiet button-small"
        onPress={() => {
          setWasOpen(true);
          setOpen(true);
        }}
      >
        Sweep…
      </Button>
      {wasOpen && (
        <Suspense fallback={null}>
          <SweepDialog isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
