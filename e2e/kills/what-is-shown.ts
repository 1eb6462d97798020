import type { BrowserContext } from '@playwright/test';

/** What the screen says is stored, at one moment. */
interface Look {
  /** Tiles of the gallery: a picture gets one when storage has taken it. */
  readonly pairs: readonly string[];
  /** How many pixels of the pair on the stage are painted by hand, which is told when storage has them. */
  readonly painted: { readonly id: string; readonly pixels: number } | null;
  readonly notices: readonly string[];
}

/** All that was ever shown as stored, over all lives of the page. */
export class Shown {
  readonly pairs = new Set<string>();
  /** The most that was shown of each pair. */
  readonly painted = new Map<string, number>();
  readonly notices = new Set<string>();

  /** Looks at each change of the screen in the context's pages, as a person would who never blinks. */
  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding('shownNow', (_source, look: Look) => this.#note(look));
    await context.addInitScript(watchScreen);
  }

  /** A new import is told by the same words as the last one. */
  forgetNotices(): void {
    this.notices.clear();
  }

  tells(words: RegExp): boolean {
    return [...this.notices].some((notice) => words.test(notice));
  }

  #note({ pairs, painted, notices }: Look): void {
    for (const id of pairs) this.pairs.add(id);
    for (const notice of notices) this.notices.add(notice);
    if (painted) this.painted.set(painted.id, Math.max(painted.pixels, this.painted.get(painted.id) ?? 0));
  }
}

/** Runs in the page. */
function watchScreen(): void {
  const { shownNow } = globalThis as unknown as { shownNow: (look: unknown) => void };
  const textOf = (element: Element) => element.textContent ?? '';
  const keyOf = (element: Element | null | undefined) => element?.getAttribute('data-id') ?? '';
  let last = '';
  const look = () => {
    const note = document.querySelector('.edit-note .number');
    const id = keyOf(document.querySelector('.shown-ring')?.closest('[data-id]'));
    const seen = {
      pairs: [...document.querySelectorAll('[role=option][data-id]')].map(keyOf),
      painted: note && id ? { id, pixels: Number(textOf(note).replaceAll(',', '')) } : null,
      notices: [...document.querySelectorAll('.toast p')].map(textOf),
    };
    const text = JSON.stringify(seen);
    if (text !== last) shownNow(seen);
    last = text;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}
