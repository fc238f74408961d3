import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { call } from '../../server/test/harness/api.ts';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';
import { startLooks } from './looks.ts';

/** The list of tasks, one of them, and the overview, in a real browser before a real server with the studio. */

let server: TestServer;
let browser: Browser;
const password = 'a lighthouse in a storm';
const { look, findings } = startLooks();

beforeAll(async () => {
  await ensureBuilt();
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.remove();
});

async function make(prompt: string, key = server.first.liveKey): Promise<string> {
  const { body, status } = await call(server, 'POST', '/platform/v1/tasks', {
    key,
    body: { model: 'seedance-2.0', prompt, resolution: '480p', seconds: 4 },
  });
  expect([status, body]).toEqual([202, expect.anything()]);
  return z.object({ id: z.string() }).parse(body).id;
}

async function ended(id: string, key = server.first.liveKey): Promise<void> {
  await call(server, 'GET', `/platform/v1/tasks/${id}?wait=50`, { key });
}

const wide: View = { language: 'zh', theme: 'light', width: 1440, height: 900 };
const phone: View = { language: 'en', theme: 'dark', width: 390, height: 844 };

test('tasks in a list, live, and each on its page', { timeout: 300_000 }, async () => {
  const { page, troubles } = await openPage(browser, server.url, wide);
  await page.goto('/tasks');
  await page.getByLabel('邮箱').fill(server.first.admin.email);
  await page.getByLabel('密码', { exact: true }).fill(server.first.admin.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByLabel('现在的密码').fill(server.first.admin.password);
  await page.getByLabel('新密码').fill(password);
  await page.getByRole('button', { name: '保存密码' }).click();

  await page.getByRole('link', { name: '概览' }).first().click();
  await page.getByRole('heading', { level: 1, name: '四步' }).waitFor();
  await page.getByText('$FILMGATE_KEY').first().waitFor();
  await look(page, 'overview-first');

  await page.getByRole('link', { name: '任务' }).first().click();
  await page.getByText('还没有任务').waitFor();
  await page.getByText('实时更新').waitFor();
  await look(page, 'tasks-empty');

  const done = () => page.getByRole('row').getByText('成功').filter({ visible: true });
  const lighthouse = await make('海边的灯塔，黄昏，海浪拍岸');
  await page.getByRole('button', { name: '1 个新任务' }).click();
  await page.getByRole('link', { name: '海边的灯塔' }).waitFor();
  await ended(lighthouse);
  // The row changes where it stands.
  await done().first().waitFor();
  const others = [await make('平静海面上的帆船，日落'), await make('雪夜的小木屋，窗里透出暖光')];
  await page.getByRole('button', { name: '2 个新任务' }).waitFor();
  await look(page, 'tasks-waiting');
  await page.keyboard.press('.');
  await page.getByRole('link', { name: '帆船' }).waitFor();
  await Promise.all(others.map((id) => ended(id)));
  await expect.poll(() => done().count(), { timeout: 60_000 }).toBe(3);
  await page.getByRole('tab', { name: '成功 3' }).click();
  await expect.poll(() => page.url()).toContain('state=succeeded');
  await page.getByRole('row').nth(1).locator('img').first().waitFor();
  await look(page, 'tasks');
  await page.getByRole('button', { name: '在旁边看「海边的灯塔' }).click();
  await page.getByRole('dialog').locator('video').waitFor();
  await page.getByRole('dialog').getByText('16.00').last().waitFor();
  await look(page, 'tasks-peek');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('open=');
  await page.getByRole('radio', { name: '画面' }).click();
  await page.getByRole('link', { name: '海边的灯塔' }).waitFor();
  await look(page, 'tasks-sheet');

  await page.getByRole('link', { name: '海边的灯塔' }).click();
  await page.getByRole('heading', { level: 1, name: '海边的灯塔' }).waitFor();
  await page.locator('video').waitFor();
  await page.getByText('已入库').waitFor();
  await look(page, 'task-succeeded');
  await page.getByRole('link', { name: '概览' }).first().click();
  await page.getByRole('heading', { name: '正在生成与刚刚完成' }).waitFor();
  await page.getByRole('link', { name: '海边的灯塔' }).waitFor();
  await page.getByRole('link', { name: '成功率 100%' }).waitFor();
  // Three films of four seconds, and what the day's bar says of them.
  const spent = await page.getByRole('link', { name: '近 7 天扣费' }).textContent();
  const [, credits = ''] = /([\d,.]+)$/.exec(spent ?? '') ?? [];
  expect(Number(credits)).toBeGreaterThan(0);
  await page.getByRole('cell', { name: credits }).waitFor({ state: 'attached' });
  await look(page, 'overview');
  await page.goto('/tasks/nothing-like-it');
  await page.getByText('没有这个任务').waitFor();
  await look(page, 'task-unknown');
  await page.goto('/tasks?model=no-such-model');
  await page.getByText('没有符合条件的任务').waitFor();
  await look(page, 'tasks-no-match');
  await page.route('**/platform/v1/tasks?*', (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'internal', instance: 'req_of_a_failure', retryable: false }),
    }),
  );
  await page.goto('/tasks');
  await page.getByText('任务列表没有读出来').waitFor();
  await page.getByText('req_of_a_failure').waitFor();
  await look(page, 'tasks-error');
  await page.unroute('**/platform/v1/tasks?*');
  await page.getByRole('button', { name: '再试一次' }).click();
  await page.getByRole('link', { name: '海边的灯塔' }).waitFor();
  // What the browser says of the refusals themselves.
  const told = troubles.filter((trouble) => !/ (?:404|500) /.test(trouble));
  expect([...told, ...findings]).toEqual([]);
});

test('on a phone: one that failed, one that is cancelled', { timeout: 180_000 }, async () => {
  const { testKey } = server.first;
  const failed = await make(
    '[[fail:content_policy]] a crowd outside a stadium, real logos',
    testKey,
  );
  await ended(failed, testKey);
  const slow = await make('[[delay:500s]] storm over the ocean, a lighthouse on a cliff', testKey);
  findings.length = 0;
  const { page, troubles } = await openPage(browser, server.url, phone);
  await page.goto('/');
  await page.getByLabel('E-mail').fill(server.first.admin.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Running and just made' }).waitFor();
  await page.getByRole('link', { name: '雪夜' }).waitFor();
  await look(page, 'phone-overview');
  await page.goto('/tasks');
  await page.getByRole('link', { name: '雪夜' }).waitFor();
  await look(page, 'phone-tasks');

  await page.goto(`/tasks/${failed}`);
  await page.getByRole('heading', { name: 'The content check refused it' }).waitFor();
  await page.getByText('Test tasks are free.').waitFor();
  await look(page, 'phone-task-failed');
  await page.setViewportSize({ width: 1440, height: 900 });
  await look(page, 'task-failed-dark');

  await page.goto(`/tasks/${slow}`);
  await page.getByRole('progressbar').waitFor();
  await look(page, 'task-running-dark');
  await page.keyboard.press('Shift+M');
  await page.goto('/tasks');
  await page.getByLabel(/Select .*storm over the ocean/).check();
  await look(page, 'tasks-selected-dark');
  await page.getByRole('button', { name: 'Cancel 1' }).click();
  await page.getByRole('dialog').waitFor();
  await look(page, 'tasks-cancel-dark');
  await page.getByRole('button', { name: 'Cancel 1 task' }).click();
  await page.getByRole('row').getByText('Cancelled').filter({ visible: true }).waitFor();
  expect([...troubles, ...findings]).toEqual([]);
});
