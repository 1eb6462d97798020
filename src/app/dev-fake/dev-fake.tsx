import { createRoot } from 'react-dom/client';
import { App } from '../../ui/app.tsx';
import { createFakeStudio } from './fake-studio.ts';
import { SCENES, type SceneName } from './scenes.ts';

// ?scene=first | loading | running | finished | failed; ?theme=light | dark
const query = new URLSearchParams(location.search);
const name = query.get('scene') ?? 'finished';
const theme = query.get('theme');
const scene = SCENES[(name in SCENES ? name : 'finished') as SceneName]();
const root = document.getElementById('root');
if (root) {
  const studio = createFakeStudio({
    ...scene,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  });
  createRoot(root).render(<App studio={studio} />);
}
