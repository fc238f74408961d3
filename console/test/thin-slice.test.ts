import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { call } from '../../server/test/harness/api.ts';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';
import { startLooks } from './looks.ts';

/** From the sign-in to the deduction record, in a real browser before a real server with the studio. */

let server: TestServer;
let browser: Browser;
const password = 'a lighthouse in a storm';

beforeAll(async () => {
  await ensureBuilt();
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

const { look, findings } = startLooks();
async function signIn(page: Page, words: { email: string; password: string; deed: string }) {
  await page.getByLabel(words.email).fill(server.first.admin.email);
  await page.getByLabel(words.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: words.deed }).click();
}

const wide: View = { language: 'zh', theme: 'dark', width: 1440, height: 900 };

test('sign in, make a key, make a film, read what it cost', { timeout: 180_000 }, async () => {
  const { page, troubles } = await openPage(browser, server.url, wide);
  await page.goto('/keys');
  await page.waitForURL('**/sign-in?next=*');
  await page.getByLabel('邮箱').waitFor();
  await look(page, 'sign-in');
  await page.getByLabel('邮箱').fill(server.first.admin.email);
  await page.getByLabel('密码', { exact: true }).fill(server.first.admin.password);
  await page.getByRole('button', { name: '登录' }).click();

  // The one of the terminal is replaced before anything else.
  await page.getByLabel('现在的密码').fill(server.first.admin.password);
  await page.getByLabel('新密码').fill(password);
  await look(page, 'own-password');
  await page.getByRole('button', { name: '保存密码' }).click();

  await page.getByRole('link', { name: '我的 API' }).click();
  await page.getByRole('button', { name: '新建密钥' }).first().click();
  await page.getByLabel('名称').fill('first');
  await look(page, 'key-form');
  await page.getByRole('button', { name: '创建' }).click();
  await page.getByRole('heading', { name: '密钥 first 已建好' }).waitFor();
  const key = (await page.locator('[role=dialog] code').first().textContent()) ?? '';
  expect(key).toMatch(/^fg_live_/);
  await look(page, 'key-reveal');
  await page.getByLabel('我已经把它存到安全的地方').check();
  await page.getByRole('button', { name: '完成' }).click();
  await page.getByRole('row').getByText('first').waitFor();
  expect(await page.content()).not.toContain(key);
  await look(page, 'keys');
  const before = await balanceOf(key);

  await page.getByRole('link', { name: '创作台' }).click();
  await page.getByLabel('提示词').fill('海边的灯塔，黄昏，海浪拍岸');
  const run = page.getByRole('button', { name: /^生成 · [\d.]+ 积分/ });
  const price = Number(/[\d.]+/.exec((await run.textContent()) ?? '')?.[0]);
  expect(price).toBeGreaterThan(0);
  await look(page, 'playground-idle');
  await run.click();
  await page.getByRole('progressbar').waitFor();
  await look(page, 'playground-running');
  const film = page.locator('video');
  await film.waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: '播放' }).click();
  await expect
    .poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 20_000 })
    .toBeGreaterThan(0.2);
  await page.getByRole('button', { name: '暂停' }).click();
  await look(page, 'playground-finished');

  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.getByRole('heading', { name: '扣费记录' }).waitFor();
  await page.getByRole('row').nth(1).getByRole('button').click();
  await page.getByText('只在最后四舍五入一次').waitFor();
  await look(page, 'deductions');
  expect(before - (await balanceOf(key))).toBeCloseTo(price, 6);
  await page.getByRole('row').getByText(price.toFixed(2)).first().waitFor();
  expect([...troubles, ...findings]).toEqual([]);
});

test('on a phone, in English, in daylight', async () => {
  const phone: View = { language: 'en', theme: 'light', width: 390, height: 844 };
  const { page, troubles } = await openPage(browser, server.url, phone);
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').waitFor();
  await look(page, 'phone-sign-in');
  await signIn(page, { email: 'E-mail', password: 'Password', deed: 'Sign in' });
  await page.getByRole('link', { name: 'Create' }).click();
  await page.getByLabel('Prompt').fill('A lighthouse by the sea at dusk');
  await page.getByRole('button', { name: /^Run · [\d.]+ credits/ }).waitFor();
  await look(page, 'phone-playground');
  await page.goto('/deductions');
  await page.getByRole('row').nth(1).waitFor();
  await look(page, 'phone-deductions');
  await page.goto('/keys');
  await page.getByRole('row').nth(1).waitFor();
  await look(page, 'phone-keys');
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBe(0);
  expect([...troubles, ...findings]).toEqual([]);
});

async function balanceOf(key: string): Promise<number> {
  const { body } = await call(server, 'GET', '/platform/v1/balance', { key });
  return z.object({ balanceCredits: z.number() }).parse(body).balanceCredits;
}
