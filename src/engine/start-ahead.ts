import type { StartEvent } from '../rpc/contract.ts';
import type { StartedEngine } from './engine.ts';

type Begin = (onEvent: (event: StartEvent) => void) => Promise<StartedEngine>;

/**
 * Begins at once what will be asked for. Who asks hears what has happened so far, and the rest as it comes; a failure is told to
 * them alone.
 */
export function startAhead(begin: Begin): Begin {
  let tell: ((event: StartEvent) => void) | null = null;
  const untold: StartEvent[] = [];
  const started = begin((event) => {
    if (tell) tell(event);
    else untold.push(event);
  });
  started.catch(() => undefined);
  return (onEvent) => {
    for (const event of untold.splice(0)) onEvent(event);
    tell = onEvent;
    return started;
  };
}
