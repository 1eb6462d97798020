import type { CaseAnswer } from './main.ts';

self.onmessage = async (event: MessageEvent<string>) => {
  const answer = await run(event.data);
  self.postMessage(answer);
};

async function run(path: string): Promise<CaseAnswer> {
  try {
    const module = (await import(/* @vite-ignore */ path)) as { run: () => Promise<Record<string, unknown>> };
    return { ok: true, result: await module.run() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
