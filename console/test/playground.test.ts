import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';
import { startLooks } from './looks.ts';

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

const { look, findings } = startLooks();
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

  // The same request as code, in step with the form, and another API's own words.
  await page.getByRole('tab', { name: '同一请求的代码' }).click();
  const code = page.getByRole('region', { name: '同一请求的代码' });
  await code.getByText('first_frame').waitFor();
  await page.getByLabel('语言').selectOption('python');
  await code.getByText('os.environ["FILMGATE_KEY"]').waitFor();
  await page.getByRole('tab', { name: 'hmtm' }).click();
  await page.getByText('最小完整请求').waitFor();
  expect(await code.textContent()).not.toContain('{{key}}');
  await look(page, 'play-code');

  // Another seed is another task, made at once.
  await page.getByRole('tab', { name: '影片' }).click();
  const before = new URL(page.url()).searchParams.get('task') ?? '';
  await page.getByRole('button', { name: '换个种子' }).click();
  await page.locator('video').waitFor({ state: 'detached' });
  await page.locator('video').waitFor({ timeout: 120_000 });
  expect(new URL(page.url()).searchParams.get('task')).not.toBe(before);

  await page.getByRole('button', { name: '用尾帧续写' }).click();
  await page.getByRole('img', { name: '上一条影片的尾帧' }).waitFor();
  await expect.poll(() => page.url()).toContain('.last');
  await look(page, 'play-goes-on');

  await page.goto(`/playground?from=${before}`);
  await page.getByText('已填入这条影片的设置').waitFor();
  await expect.poll(() => page.getByLabel('提示词').inputValue()).toContain('灯塔');
  expect(page.url()).not.toContain('from=');
  await page.locator('video').waitFor();
  expect([...troubles, ...findings]).toEqual([]);
});

test('on a phone, in English, at night', async () => {
  const phone: View = { language: 'en', theme: 'dark', width: 390, height: 844 };
  const { page, troubles } = await openPage(browser, server.url, phone);
  await page.goto('/sign-in?next=/playground');
  await page.getByLabel('E-mail').fill(server.first.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Create' }).click();
  await page.getByLabel('Prompt').waitFor();
  await page.getByRole('radio', { name: 'References' }).click();
  const add = page.getByLabel('Add a reference');
  await add.waitFor(chosen);
  await add.setInputFiles([
    await picture(page, 'one.png', 640, 480),
    await picture(page, 'two.png', 480, 640),
  ]);
  await page.getByRole('img', { name: 'two.png' }).waitFor();
  await expect.poll(() => page.getByText('Uploading').count(), { timeout: 20_000 }).toBe(0);
  await page.getByLabel('Or the address of a file').fill('harbour');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('An address begins with https://').waitFor();
  await look(page, 'play-phone');
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBe(0);

  // A task that is not there.
  await page.goto('/playground?from=nobody');
  await page.getByText('The task could not be read').waitFor();
  await look(page, 'play-phone-error');
  expect(troubles.filter((one) => !one.includes('404'))).toEqual([]);
  expect(findings).toEqual([]);
});
