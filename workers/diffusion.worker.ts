import { readEngineName, startKey } from '../src/app/engine-name.ts';
import { browserHost } from '../src/engine/browser/browser-host.ts';
import { Engine } from '../src/engine/engine.ts';
import { yieldToMessages } from '../src/engine/jobs/yield-to-messages.ts';
import { startAhead } from '../src/engine/start-ahead.ts';
import { checkChoice, startEngine } from '../src/engine/start-engine.ts';
import { serveEngine } from '../src/rpc/serve.ts';
import { STUDIO_VERSION } from '../src/version.ts';

const host = browserHost();
const early = readEngineName(self.name);
let begun = early && startAhead((onEvent) => startEngine(host, early, onEvent));

serveEngine(
  new Engine({
    check: (options) => checkChoice(host, options),
    start(options, onEvent) {
      const suits = early !== null && startKey(early) === startKey(options);
      const start = suits && begun ? begun : (tell: typeof onEvent) => startEngine(host, options, tell);
      begun = null;
      return start(onEvent);
    },
    studioVersion: STUDIO_VERSION,
    yieldToMessages,
    nowMs: () => performance.now(),
    now: () => new Date(),
  }),
);
