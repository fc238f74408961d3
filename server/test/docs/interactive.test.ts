/** The pages in which an API is tried, in a browser: they show it, and speak to nobody but us. */
import chromium from '@sparticuz/chromium';
import { chromium as browsers, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { interactivePath } from '../../src/http/docs/pages.ts';
import { routes } from '../../src/http/platform/testing/routes.ts';
import { listen } from '../../src/http/testing/raw-socket.ts';
import { platformOf, testServer } from '../../src/http/testing/server.ts';

const app = testServer({ platform: platformOf(routes) });
let browser: Browser;
let origin: string;
beforeAll(async () => {
  origin = `http://127.0.0.1:${String(await listen(app))}`;
  browser = await browsers.launch({
    // Those of the package itself are for one page of one process.
    args: ['--no-sandbox'],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await app.close();
});

const pages = [
  { name: 'platform', shows: 'Make a video' },
  ...dialects.map(({ name, operations }) => ({ name, shows: operations[0]?.path ?? '' })),
];

test.each(pages)('$name is shown, without a word to anybody else', async ({ name, shows }) => {
  const page = await browser.newPage();
  const asked: string[] = [];
  const refused: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) refused.push(message.text());
  });
  page.on('pageerror', (error) => refused.push(error.message));
  await page.goto(origin + interactivePath(name));
  await page.getByText(shows, { exact: false }).first().waitFor({ timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  expect(asked.filter((url) => !/^(?:data|blob):/.test(url) && !url.startsWith(origin))).toEqual(
    [],
  );
  expect(asked.length).toBeGreaterThan(3);
  // Nothing was even tried.
  expect(refused).toEqual([]);
  await page.close();
});
