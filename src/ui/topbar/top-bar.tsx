import { IconButton } from '../controls/icon-button.tsx';
import { BackendBadge } from './backend-badge.tsx';
import { Logo } from './logo.tsx';
import { ModelState } from './model-state.tsx';
import { StorageBadge } from './storage-badge.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export function TopBar({ onShowShortcuts }: { readonly onShowShortcuts: () => void }) {
  return (
    <header className="top-bar">
      <div className="brand">
        <Logo />
        <h1>Dataset Diffusion Studio</h1>
      </div>
      <ModelState />
      <div className="top-bar-end">
        <BackendBadge />
        <StorageBadge />
        <ThemeSwitch />
        <IconButton icon="keyboard" label="Keyboard shortcuts" shortcut="?" onPress={onShowShortcuts} />
      </div>
    </header>
  );
}
