import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { QUIET_FLAGS } from '../../scripts/chromium-flags.mjs';

const FLAGS = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--window-size=1440,900',
  ...QUIET_FLAGS,
  // As Playwright starts its own: a tab behind another goes on at full pace.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** A browser that keeps its profile in a folder, and dies as a power cut or a lack of memory ends it: nothing is asked or told. */
export interface MortalBrowser {
  readonly context: BrowserContext;
  /** Kills every process of the browser at once. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Playwright's own persistent context tells no process to kill, so the browser is started here, in a process group of its own.
 * @param downloads where finished downloads lie under their own names; unfinished ones have other names there
 */
export async function openMortalBrowser(profile: string, downloads: string): Promise<MortalBrowser> {
  const path = process.env.PLAYWRIGHT_CHROMIUM ?? chromium.executablePath();
  const flags = [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(path, flags, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const browser = await chromium.connectOverCDP(await devToolsAddress(child));
  const [context] = browser.contexts();
  if (!context) throw new Error('The browser has no context of its profile.');
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
  const end = async (signal: NodeJS.Signals) => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    // The group: renderers and the storage's process go with the browser.
    if (child.pid !== undefined && gone) process.kill(-child.pid, signal);
    await gone;
    await browser.close().catch(() => undefined);
  };
  return { context, kill: () => end('SIGKILL'), close: () => end('SIGTERM') };
}

/** What Chromium writes to its log when it listens. */
async function devToolsAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface(child.stderr as Readable)) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (!address) continue;
    // A full pipe would stop the browser.
    child.stderr?.resume();
    return address;
  }
  throw new Error(`The browser ended with ${child.exitCode} before it listened.`);
}

/** Kills a page's process, as a crash or a lack of memory does: none of its code runs any more, and the browser stays. */
export async function killPage(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const gone = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await gone;
  await page.close();
}
