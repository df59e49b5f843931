import type { Browser, BrowserContextOptions, Locator, Page, Request } from 'playwright-core';
import { beforeAll } from 'vitest';
import { chromiumPath, launchBrowser, noChromium, type OpenedPage, openPage } from '../../support/browser.ts';
import { cheapPasswordCost } from '../../support/cheap-password-cost.ts';
import { startTestService } from '../../support/test-service.ts';

if (chromiumPath === undefined) process.stderr.write(`${noChromium}\n`);

export const hasChromium = chromiumPath !== undefined;

/** At least the poll interval of the local state inspector. */
export const untilNextLook = 2_000;

type ServiceOptions = Parameters<typeof startTestService>[0];
type LocalService = Awaited<ReturnType<typeof startTestService>>;

/** A local run and its page in Chromium, for the tests of one file. */
export class LocalPage {
  private readonly looks = new Set<Request>();
  private browser: Browser | undefined;
  private opened: OpenedPage | undefined;
  private running: LocalService | undefined;

  get page(): Page {
    return this.window.page;
  }

  get window(): OpenedPage {
    if (this.opened === undefined) throw new Error('the page is not open');
    return this.opened;
  }

  get service(): LocalService {
    if (this.running === undefined) throw new Error('the service does not run');
    return this.running;
  }

  async start(options: ServiceOptions): Promise<void> {
    const [browser] = await Promise.all([launchBrowser(), this.startService(options)]);
    this.browser = browser;
    await this.openWindow();
  }

  /** Opens an empty window with settings of its own, such as a language. */
  async openWindow(options: BrowserContextOptions = {}): Promise<void> {
    if (this.browser === undefined) throw new Error('the browser does not run');
    await this.opened?.context.close();
    this.opened = await openPage(this.browser, options);
    this.countLooks();
  }

  async startService(options: ServiceOptions = {}): Promise<void> {
    this.running = await startTestService({ passwordCost: cheapPasswordCost, ...options });
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.running?.stop();
  }

  /** Resolves when no poll of the inspector is in progress. */
  async quiet(): Promise<void> {
    while (this.looks.size > 0) await this.page.waitForEvent('requestfinished');
  }

  private countLooks(): void {
    this.looks.clear();
    this.page.on('request', (request) => request.url().includes('/local/look') && this.looks.add(request));
    for (const end of ['requestfinished', 'requestfailed'] as const) {
      this.page.on(end as 'requestfinished', (request) => this.looks.delete(request));
    }
  }

  /** @param path with the query. */
  async open(path = '/im/docs/', width = 1440, height = 900): Promise<void> {
    await this.page.setViewportSize({ width, height });
    await this.page.goto(`${this.service.origin}${path}`);
    this.window.errors.length = 0;
  }

  within(endpoint: string): Locator {
    return this.page.locator(`#${endpoint}`);
  }

  field(endpoint: string, name: string): Locator {
    return this.page.locator(`#${endpoint}-${name}`);
  }

  room(id: number): Locator {
    return this.page.locator(`[data-room="${id}"]`);
  }

  outcome(endpoint: string): Locator {
    return this.within(endpoint).locator('.outcome');
  }

  body(endpoint: string): Promise<string> {
    return this.within(endpoint).locator('.reply pre').innerText();
  }

  /** Fills fields of an endpoint's form at once: each call of Playwright is a round trip to the browser. */
  private async fill(endpoint: string, fields: Readonly<Record<string, string>>): Promise<void> {
    if (Object.keys(fields).length === 0) return;
    await this.page.evaluate(`for (const [name, value] of Object.entries(${JSON.stringify(fields)})) {
      const field = document.getElementById('${endpoint}-' + name);
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }`);
  }

  /** Sends an endpoint's form. Observes the reply in the page: Playwright polls only twice a second. */
  async send(endpoint: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    await this.fill(endpoint, fields);
    const replied = this.page.evaluate(`new Promise((resolve) => {
      const reply = document.querySelector('#${endpoint} .reply');
      reply.replaceChildren();
      const look = () => {
        const outcome = reply.querySelector('.outcome');
        if (outcome !== null) resolve(outcome.innerText);
      };
      new MutationObserver(look).observe(reply, { childList: true });
    })`);
    await this.within(endpoint).locator('button[type=submit]').click();
    return String(await replied).replace(/\s+/g, ' ');
  }
}

/** Starts a local page for the tests of the current describe block. */
export function localPage(options: ServiceOptions = {}): LocalPage {
  const local = new LocalPage();
  beforeAll(async () => {
    await local.start(options);
    return () => local.stop();
  });
  return local;
}
