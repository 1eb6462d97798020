import { IconButton } from '../controls/icon-button.tsx';
import { BackendBadge } from './backend-badge.tsx';
import { Logo } from './logo.tsx';
import { ModelButton } from './model-button.tsx';
import { StorageBadge } from './storage-badge.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

interface TopBarProps {
  readonly onShowModels: () => void;
  readonly onShowShortcuts: () => void;
}

export function TopBar({ onShowModels, onShowShortcuts }: TopBarProps) {
  return (
    <header className="top-bar">
      <div className="brand">
        <Logo />
        <h1 translate="no">Dataset Diffusion Studio</h1>
      </div>
      <ModelButton onPress={onShowModels} />
      <div className="top-bar-end">
        <BackendBadge />
        <StorageBadge />
        <ThemeSwitch />
        <IconButton icon="keyboard" label="Keyboard shortcuts" shortcut="?" onPress={onShowShortcuts} />
      </div>
    </header>
  );
}
