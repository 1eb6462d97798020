import { Engine } from '../src/engine/engine.ts';
import { yieldToMessages } from '../src/engine/jobs/yield-to-messages.ts';
import { checkChoice, startEngine } from '../src/engine/start-engine.ts';
import { serveEngine } from '../src/rpc/serve.ts';
import { STUDIO_VERSION } from '../src/version.ts';

serveEngine(
  new Engine({
    check: checkChoice,
    start: startEngine,
    studioVersion: STUDIO_VERSION,
    yieldToMessages,
    nowMs: () => performance.now(),
    now: () => new Date(),
  }),
);
