import { browserHost } from '../src/engine/browser/browser-host.ts';
import { Engine } from '../src/engine/engine.ts';
import { yieldToMessages } from '../src/engine/jobs/yield-to-messages.ts';
import { checkChoice, startEngine } from '../src/engine/start-engine.ts';
import { serveEngine } from '../src/rpc/serve.ts';
import { STUDIO_VERSION } from '../src/version.ts';

const host = browserHost();

serveEngine(
  new Engine({
    check: (options) => checkChoice(host, options),
    start: (options, onEvent) => startEngine(host, options, onEvent),
    studioVersion: STUDIO_VERSION,
    yieldToMessages,
    nowMs: () => performance.now(),
    now: () => new Date(),
  }),
);
