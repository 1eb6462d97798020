import type { Endpoint } from 'comlink';
import type { WorkerPort } from './worker-connection.ts';

/** For tests: a port pair in the place of a worker, with the two ways in which one dies. */
export class FakeWorker extends EventTarget implements WorkerPort {
  readonly #page: MessagePort;
  readonly #inside: MessagePort;
  terminated = false;

  constructor(serve: (inside: Endpoint) => void) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#page = port1;
    this.#inside = port2;
    port1.onmessage = ({ data, ports }) =>
      this.dispatchEvent(Object.assign(new Event('message'), { data, ports, origin: '' }));
    serve(port2);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#page.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#page.close();
    this.#inside.close();
  }

  /** What a page sees of an uncaught error in its worker. */
  crash(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message, filename: 'diffusion.worker.js', lineno: 7 }));
  }

  garble(): void {
    this.dispatchEvent(new Event('messageerror'));
  }
}
