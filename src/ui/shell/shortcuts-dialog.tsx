import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../controls/icon-button.tsx';
import { SwitchRow } from '../controls/switch-row.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';
import { SHORTCUT_GROUPS } from './shortcut-list.ts';

export function ShortcutsDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const hasSingleKeys = useStudioState((state) => state.singleKeyShortcuts);
  const actions = useActions();
  return (
    <ModalOverlay className="modal-overlay" isOpen={isOpen} isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              Keyboard shortcuts
            </Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </div>
          <div className="shortcut-switch">
            <SwitchRow
              label="Single-key shortcuts"
              hint="Off, letters, digits, brackets and ? do nothing on their own: for speech input, or against slips of the hand."
              isSelected={hasSingleKeys}
              onChange={actions.setSingleKeyShortcuts}
            />
          </div>
          <div className="shortcut-groups">
            {SHORTCUT_GROUPS.map(({ title, shortcuts }) => (
              <section key={title}>
                <h3>{title}</h3>
                <dl>
                  {shortcuts.map(({ keys, does }) => (
                    <div key={does}>
                      <dt>{does}</dt>
                      <dd>
                        {keys.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
