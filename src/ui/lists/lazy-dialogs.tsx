import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useActions, useStudioState } from '../studio-context.tsx';

const ListDialog = lazy<ComponentType>(() =>
  import('./list-dialog.tsx').then((loaded) => ({ default: loaded.ListDialog }), notLoaded),
);
const ExportDialog = lazy<ComponentType>(() =>
  import('../export/export-dialog.tsx').then((loaded) => ({ default: loaded.ExportDialog }), notLoaded),
);
const PlanDialog = lazy<ComponentType>(() =>
  import('../plan/plan-dialog.tsx').then((loaded) => ({ default: loaded.PlanDialog }), notLoaded),
);

/** The dialogs for lists, plans and exports, fetched when they are first opened. */
export function LazyDialogs() {
  const hasList = useStudioState((state) => state.list !== null);
  const isPlanOpen = useStudioState((state) => state.isPlanOpen);
  const isExportOpen = useStudioState((state) => state.isExportOpen);
  return (
    <Suspense fallback={null}>
      {hasList && <ListDialog />}
      {isExportOpen && <ExportDialog />}
      {isPlanOpen && <PlanDialog />}
    </Suspense>
  );
}

/** The studio's files may have changed on the server, or the network is gone. */
function notLoaded(): { default: () => ReactNode } {
  return { default: NotLoaded };
}

function NotLoaded() {
  const actions = useActions();
  const close = () => {
    actions.closeList();
    actions.setPlanOpen(false);
    actions.showExport(false);
  };
  return (
    <ModalOverlay className="modal-overlay" isOpen isDismissable onOpenChange={close}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            This part of the studio could not be loaded
          </Heading>
          <p>Check the connection and reload the page. Pictures and settings are kept.</p>
          <Button className="button" onPress={close}>
            Close
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
