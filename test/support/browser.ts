import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine, or of the variable CHROMIUM. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** What a machine without one is told, once, in place of the tests that need it. */
export const noChromium =
  'No Chromium here: the tests of the page in a browser are not run. Install chromium, or set CHROMIUM to one.';

/** It asks nothing of any network but the service's own. */
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
  readonly page: Page;
  /** What a developer would see in red in the console. */
  readonly errors: string[];
  /** Every origin that was asked for anything. */
  readonly origins: Set<string>;
}

/** A page of its own, as in a private window. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.goto(url);
  return { page, errors, origins };
}
