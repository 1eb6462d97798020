import type { CaseAnswer, CaseRequest } from './main.ts';

self.onmessage = async (event: MessageEvent<CaseRequest>) => {
  const answer = await run(event.data);
  self.postMessage(answer);
};

async function run({ path, input }: CaseRequest): Promise<CaseAnswer> {
  try {
    const module = (await import(/* @vite-ignore */ path)) as {
      run: (input: unknown) => Promise<Record<string, unknown>>;
    };
    return { ok: true, result: await module.run(input) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
