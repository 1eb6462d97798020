/*
 * For work on the screen: `npm run dev`, then /src/app/dev-fake/. The real components on a studio without engine, storage
 * or workers, so that each state is one address away:
 * ?scene=first | loading | preparing | running | finished | many | grid | large | failed | candidate | impossible | downloading | broken |
 * photo and ?theme=light | dark.
 * Nothing imports this folder and the build starts at /index.html, so none of it is ever shipped.
 */
import { createRoot } from 'react-dom/client';
import { App } from '../../ui/app.tsx';
import { createFakeStudio } from './fake-studio.ts';
import { SCENES, type SceneName } from './scenes.ts';

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
  createRoot(root).render(<App studio={studio} onCrash={() => undefined} />);
}
