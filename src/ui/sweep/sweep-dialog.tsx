import { useEffect, useMemo, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { sweepAxes, sweptTuning } from '../../core/segmentation/sweep-axes.ts';
import type { SweptMask } from '../../studio/stage-state.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { StageLabels } from '../label-scope.tsx';
import { useActions, useStudio } from '../studio-context.tsx';
import { SweepCell } from './sweep-cell.tsx';

interface SweepDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** One picture's masks for many τ and β; a click takes that setting. */
export default function SweepDialog({ isOpen, onClose }: SweepDialogProps) {
  return (
    <ModalOverlay className="modal-overlay" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal modal-wide">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Sweep of τ and β
            </Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </div>
          <StageLabels>
            <SweepSheet onTaken={onClose} />
          </StageLabels>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function SweepSheet({ onTaken }: { readonly onTaken: () => void }) {
  const studio = useStudio();
  const actions = useActions();
  // What the sheet was opened with: a slider cannot move under it.
  const [tuning] = useState(() => studio.getState().tuning);
  const { taus, betas } = useMemo(() => sweepAxes(tuning), [tuning]);
  const [masks, setMasks] = useState<readonly SweptMask[]>([]);

  useEffect(() => {
    setMasks([]);
    const tunings = taus.flatMap((tau) => betas.map((beta) => sweptTuning(tuning, tau, beta)));
    return actions.sweepTunings(tunings, (_index, mask) => setMasks((known) => [...known, mask]));
  }, [actions, tuning, taus, betas]);

  const total = taus.length * betas.length;
  return (
    <div className="sweep">
      <p className="hint">A click takes that setting. Yours is marked.</p>
      <p className="visually-hidden" role="status">
        {masks.length === total ? `All ${total} masks are there.` : ''}
      </p>
      <div className="sweep-scroll scroll">
        <table className="sweep-table">
          <thead>
            <tr>
              <td />
              {betas.map((beta) => (
                <th key={beta} scope="col" className="number">
                  β {beta.toFixed(2)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {taus.map((tau, row) => (
              <tr key={tau}>
                <th scope="row" className="number">
                  τ {Number(tau.toFixed(2))}
                </th>
                {betas.map((beta, column) => (
                  <td key={beta}>
                    <SweepCell
                      {...{ tau, beta }}
                      mask={masks[row * betas.length + column] ?? null}
                      isOwn={tau === tuning.tau && beta === tuning.beta}
                      onTake={() => {
                        const { alpha } = sweptTuning(tuning, tau, beta);
                        actions.tune({ tau, alpha, beta });
                        onTaken();
                      }}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
