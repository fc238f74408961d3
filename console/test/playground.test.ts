import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { axeFindings } from './axe.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';

/** Pictures into a film, what is refused before it is sent, the same as code, and one film after another. */

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

const pictures = process.env['CONSOLE_PICTURES'];
const findings: string[] = [];
async function look(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
}

/** As a painter's canvas has it. */
async function picture(page: Page, name: string, width: number, height: number) {
  const url = await page.evaluate(
    ([wide, high]) => {
      const canvas = document.createElement('canvas');
      canvas.width = wide;
      canvas.height = high;
      const paint = canvas.getContext('2d');
      if (paint) {
        paint.fillStyle = '#c96';
        paint.fillRect(0, 0, wide, high);
        paint.fillStyle = '#357';
        paint.fillRect(wide / 4, high / 4, wide / 2, high / 2);
      }
      return canvas.toDataURL('image/png');
    },
    [width, height] as const,
  );
  const buffer = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  return { name, mimeType: 'image/png', buffer };
}

const chosen = { state: 'attached' } as const;
const wide: View = { language: 'zh', theme: 'light', width: 1440, height: 900 };

test('a picture becomes a film, and the film the next one', { timeout: 240_000 }, async () => {
  const { page, troubles } = await openPage(browser, server.url, wide);
  await page.goto('/sign-in?next=/playground');
  await page.getByLabel('邮箱').fill(server.first.admin.email);
  await page.getByLabel('密码', { exact: true }).fill(server.first.admin.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByLabel('现在的密码').fill(server.first.admin.password);
  await page.getByLabel('新密码').fill(password);
  await page.getByRole('button', { name: '保存密码' }).click();
  await page.getByRole('link', { name: '创作台' }).click();

  await page.getByLabel('提示词').fill('海边的灯塔，黄昏，海浪拍岸');
  await page.getByRole('radio', { name: '首尾帧' }).click();
  const first = page.getByLabel('首帧', { exact: true });
  await first.waitFor(chosen);
  await first.setInputFiles(await picture(page, 'small.png', 288, 301));
  await page.getByText('288 × 301 px').waitFor();
  await look(page, 'play-rejected');
  await page.getByRole('button', { name: '移除 small.png' }).click();
  await first.setInputFiles(await picture(page, 'harbour.png', 864, 496));
  await page.getByRole('img', { name: 'harbour.png' }).waitFor();
  await page.getByText('正在上传').waitFor({ state: 'detached' });
  await expect.poll(() => page.url()).toContain('first_frame');
  await page.getByRole('switch', { name: '返回尾帧' }).click();
  await look(page, 'play-frames');

  await page.getByRole('button', { name: /^生成 · [\d.]+ 积分/ }).click();
  await page.locator('video').waitFor({ timeout: 120_000 });
  await look(page, 'play-finished');
  expect([...troubles, ...findings]).toEqual([]);
});
