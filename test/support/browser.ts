import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine, or of the variable CHROMIUM. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

export const noChromium =
  'No Chromium found: the tests of the page in a browser are skipped. Install chromium, or set CHROMIUM to its path.';

/** Switches off all traffic except for the page's own. */
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath ?? '', args: quietly });

export interface OpenedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors in the console. */
  readonly errors: string[];
  /** Every origin that was called. */
  readonly origins: Set<string>;
}

/** An empty page whose clock the test moves on with `page.clock`. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ deviceScaleFactor: 1.5, ...options });
  const page = await context.newPage();
  await page.clock.install();
  const errors: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  return { context, page, errors, origins };
}

/** Presses Tab until the element has the focus, at most 200 times. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 200; steps += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by the Tab key');
}
