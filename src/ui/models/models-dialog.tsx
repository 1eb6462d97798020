import { useEffect, useRef } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../controls/icon-button.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { BrowseModels } from './browse-models.tsx';
import { CandidateView } from './candidate/candidate-view.tsx';
import { CurrentModel } from './current-model.tsx';

interface ModelsDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Which model draws, how far loading another one is, and where to get one. */
export function ModelsDialog({ isOpen, onClose }: ModelsDialogProps) {
  const candidate = useStudioState((state) => state.candidate);
  const actions = useActions();
  const cameFrom = useRef<HTMLElement>(null);
  const isBrowsing = candidate === null;
  useEffect(() => {
    if (isBrowsing) cameFrom.current?.focus();
  }, [isBrowsing]);
  const close = () => {
    actions.leaveCandidate();
    onClose();
  };
  return (
    <ModalOverlay className="modal-overlay" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && close()}>
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Models
            </Heading>
            <IconButton icon="close" label="Close" onPress={close} />
          </div>
          <div className="models">
            <CurrentModel />
            {candidate && <CandidateView candidate={candidate} />}
            {/* Only out of sight, so that what was typed and chosen there is still there afterwards. */}
            <section
              aria-label="Other models"
              hidden={!isBrowsing}
              onFocus={(event) => (cameFrom.current = event.target)}
            >
              <BrowseModels />
            </section>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
