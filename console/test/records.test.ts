import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { axeFindings } from './axe.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';

/** Models, usage, assets and settings, before a real server with the studio. */

let server: TestServer;
let browser: Browser;
const password = 'a lighthouse in a storm';
const pictures = process.env['CONSOLE_PICTURES'];
const findings: string[] = [];

beforeAll(async () => {
  await ensureBuilt();
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (sideways > 0) findings.push(`${name}: ${String(sideways)} px too wide`);
}

const wide: View = { language: 'zh', theme: 'light', width: 1440, height: 900 };

test('in Chinese, in daylight, wide', { timeout: 180_000 }, async () => {
  const { page, troubles } = await openPage(browser, server.url, wide);
  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(server.first.admin.email);
  await page.getByLabel('密码', { exact: true }).fill(server.first.admin.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByLabel('现在的密码').fill(server.first.admin.password);
  await page.getByLabel('新密码').fill(password);
  await page.getByRole('button', { name: '保存密码' }).click();
  await page.getByRole('link', { name: '模型与价格' }).click();
  await page.getByRole('row').nth(2).getByRole('button').click();
  await page.getByRole('link', { name: '试一下' }).waitFor();
  await look(page, 'models');

  await page.getByRole('link', { name: '用量' }).click();
  await page.getByText('这段时间没有扣费').waitFor();
  await look(page, 'usage-empty');
  await page.route('**/platform/v1/usage?*', (route) => route.abort());
  await page.goto('/usage?range=7d');
  await page.getByText('用量没有读出来').waitFor({ timeout: 30_000 });
  await look(page, 'usage-failed');
  // A request that was cut off is told by the browser itself.
  troubles.splice(0);
  await page.unroute('**/platform/v1/usage?*');

  for (const part of ['profile', 'security', 'members', 'sessions', 'audit', 'limits']) {
    await page.goto(`/settings/${part}`);
    await page.getByRole('heading', { name: '设置' }).waitFor();
    await page.waitForLoadState('networkidle');
    await look(page, `settings-${part}`);
  }
  expect([...troubles, ...findings]).toEqual([]);
});
