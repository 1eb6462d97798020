import { useEffect } from 'react';
import type { ThemeChoice } from '../../studio/settings/theme-choice.ts';
import { IconButton } from '../controls/icon-button.tsx';
import type { IconName } from '../controls/icons.tsx';
import { useActions, useStudioState } from '../studio-context.tsx';

const THEMES: Readonly<Record<ThemeChoice, { icon: IconName; name: string; next: ThemeChoice }>> = {
  system: { icon: 'display', name: 'system', next: 'light' },
  light: { icon: 'sun', name: 'light', next: 'dark' },
  dark: { icon: 'moon', name: 'dark', next: 'system' },
};

/** Steps through system, light and dark, and puts the choice on the document. */
export function ThemeSwitch() {
  const theme = useStudioState((state) => state.theme);
  const actions = useActions();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const { icon, name, next } = THEMES[theme];
  return <IconButton icon={icon} label={`Theme: ${name}`} onPress={() => actions.setTheme(next)} />;
}
