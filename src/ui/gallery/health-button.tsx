import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../controls/icon-button.tsx';
import { useStudioState } from '../studio-context.tsx';

/** Not needed to make and review pictures, so not part of what a visit waits for. */
const HealthDialog = lazy(() => import('../health/health-dialog.tsx'));

/** Opens the health of the dataset: numbers to look at before it is exported. */
export function HealthButton() {
  const [isOpen, setOpen] = useState(false);
  // Once opened it stays, so that it can close as dialogs do.
  const [wasOpen, setWasOpen] = useState(false);
  const isEmpty = useStudioState((state) => state.pairs.length === 0);
  return (
    <>
      <IconButton
        icon="chart"
        size="sm"
        label="Health of the dataset"
        isDisabled={isEmpty}
        onPress={() => {
          setWasOpen(true);
          setOpen(true);
        }}
      />
      {wasOpen && (
        <Suspense fallback={null}>
          <HealthDialog isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
