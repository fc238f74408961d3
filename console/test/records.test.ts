import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';
import { startLooks } from './looks.ts';

/** Models, usage, assets and settings, before a real server with the studio. */

let server: TestServer;
let browser: Browser;
const password = 'a lighthouse in a storm';
const { look, findings } = startLooks();
const samplePicture = join(import.meta.dirname, '../src/pages/sign-in/showreel.jpg');

beforeAll(async () => {
  await ensureBuilt();
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

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

  await page.goto('/assets');
  await page.getByText('还没有素材').waitFor();
  await look(page, 'assets-empty');
  await page.locator('input[type=file]').setInputFiles(samplePicture);
  await page.getByRole('button', { name: /^复制.*asset:\/\/ 地址/ }).waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, 'assets');
  expect([...troubles, ...findings]).toEqual([]);
});

const phone: View = { language: 'en', theme: 'dark', width: 390, height: 844 };

test('in English, in the dark, on a phone', { timeout: 180_000 }, async () => {
  const { page, troubles } = await openPage(browser, server.url, phone);
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(server.first.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Create' }).click();
  await page.getByLabel('Prompt').fill('A lighthouse by the sea at dusk');
  await page.getByRole('button', { name: /^Run · [\d.]+ credits/ }).click();
  await page.locator('video').waitFor({ timeout: 90_000 });

  await page.goto('/usage');
  await page.getByRole('table', { name: 'Model' }).getByRole('link').first().waitFor();
  await look(page, 'phone-usage');
  await page.goto('/models');
  await page.getByRole('row').nth(2).getByRole('button').click();
  await page.getByRole('link', { name: 'Try it' }).waitFor();
  await look(page, 'phone-models');
  await page.goto('/assets');
  await page.getByRole('button', { name: /^Copy asset:/ }).waitFor();
  await look(page, 'phone-assets');
  await page.getByRole('button', { name: /^Delete / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('No assets yet').waitFor();

  await page.goto('/settings/members');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('E-mail').fill('painter@example.com');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await page.getByRole('heading', { name: 'painter@example.com is invited' }).waitFor();
  await look(page, 'phone-invited');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).waitFor();
  await look(page, 'phone-members');
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText('Nobody is invited at present.').waitFor();
  await page.goto('/settings/limits');
  await page.getByRole('switch').first().waitFor();
  await look(page, 'phone-limits');
  expect([...troubles, ...findings]).toEqual([]);
});
