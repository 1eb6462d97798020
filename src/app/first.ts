// The page's first script, a small one: the engine's worker begins before the page itself has come.
import './early-engine.ts';

void import('./main.tsx');
