import type { EngineClient } from '../rpc/client.ts';
import type { StartOptions } from '../rpc/contract.ts';
import { startKey } from './engine-name.ts';

/** A client whose first worker has begun with `early`; whoever asks for another start first gets a worker that has not. */
export function begunEngine(client: EngineClient, early: StartOptions | null): EngineClient {
  let begun = early && startKey(early);
  const suit = (options: StartOptions) => {
    if (begun !== null && begun !== startKey(options)) client.restart();
    begun = null;
  };
  return {
    ...client,
    check(options) {
      suit(options);
      return client.check(options);
    },
    start(options, onEvent) {
      suit(options);
      return client.start(options, onEvent);
    },
  };
}
