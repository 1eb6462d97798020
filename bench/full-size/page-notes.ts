import type { Page } from '@playwright/test';

/** Where the studio says what it is at: the line of a model that loads, and the one above the button. */
const LINES = ['.load-line > span:first-child', '.generate-note'];

/** Calls back with each new text of those lines, from the page's next navigation on. */
export async function followNotes(page: Page, tell: (text: string) => void): Promise<void> {
  await page.exposeFunction('tellNote', tell);
  await page.addInitScript((lines) => {
    const told = new Map<string, string>();
    new MutationObserver(() => {
      for (const line of lines) {
        const text = document.querySelector(line)?.textContent ?? '';
        if (text === '' || told.get(line) === text) continue;
        told.set(line, text);
        (window as unknown as { tellNote: (text: string) => void }).tellNote(text);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  }, LINES);
}

/** The stage that a note names; null for one that names none. */
export function stageOf(note: string): string | null {
  const part = /^Preparing (.+)$/.exec(note)?.[1];
  if (part) return `opening ${part}`;
  const [, done, steps] = /^Step (\d+) of (\d+)/.exec(note) ?? [];
  if (done !== undefined) return done === steps ? null : `step ${Number(done) + 1}`;
  return STAGES[note] ?? null;
}

const STAGES: Readonly<Record<string, string>> = {
  'Looking at the model': 'looking at the model',
  'Reading the prompt': 'text encoder',
  'Decoding the picture': 'decoder',
  'Refining attention': 'refining attention',
  Saving: 'mask and storing',
};
