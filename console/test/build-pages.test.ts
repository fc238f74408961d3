import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../../server/test/harness/api.ts';
import { startServer, type TestServer } from '../../server/test/harness/server.ts';
import { openBrowser, openPage, type View } from './browser.ts';
import { ensureBuilt } from './built.ts';
import { startLooks } from './looks.ts';

/** The pages of those who build on the API, before a real server. */

let server: TestServer;
let browser: Browser;
const password = 'a lighthouse in a storm';
let isOwn = false;
/** Where webhooks go: it says yes to all of them. */
let receiver: Server;
let hookUrl: string;

beforeAll(async () => {
  await ensureBuilt();
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' };
  [server, browser] = await Promise.all([startServer({ env }), openBrowser()]);
  receiver = createServer((_request, response) => response.writeHead(200).end('thanks'));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  hookUrl = `http://127.0.0.1:${String(port)}/hook`;
});
afterAll(async () => {
  receiver?.close();
  await browser?.close();
  await server?.remove();
});

const { look, findings } = startLooks();

const wide: View = { language: 'zh', theme: 'light', width: 1440, height: 900 };
const phone: View = { language: 'en', theme: 'dark', width: 390, height: 844 };

/** A page of somebody who has signed in; the first one sets their own password. */
async function signedIn(view: View, path: string) {
  const opened = await openPage(browser, server.url, view);
  const { page } = opened;
  const words =
    view.language === 'zh' ? ['邮箱', '密码', '登录'] : ['E-mail', 'Password', 'Sign in'];
  const [email = '', secret = '', deed = ''] = words;
  await page.goto(path);
  await page.getByLabel(email).fill(server.first.admin.email);
  await page
    .getByLabel(secret, { exact: true })
    .fill(isOwn ? password : server.first.admin.password);
  await page.getByRole('button', { name: deed }).click();
  if (!isOwn) {
    await page.getByLabel('现在的密码').fill(server.first.admin.password);
    await page.getByLabel('新密码').fill(password);
    await page.getByRole('button', { name: '保存密码' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    isOwn = true;
    await page.goto(path);
  }
  return opened;
}

async function sideways(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

/** The next read of that path is refused, as by a server in trouble. */
async function refuseOnce(page: Page, path: string): Promise<void> {
  await page.route(
    (url) => url.pathname === path,
    (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'Forbidden',
          status: 403,
          code: 'forbidden',
          detail: 'not now',
          instance: 'req_refused',
          retryable: false,
        }),
      }),
  );
}

/** What the browser itself says of a refusal that was wanted. */
const unwanted = (troubles: string[]): string[] =>
  troubles.filter((words) => !words.includes('status of 403'));

test('keys: addresses, all terms, rolled, disabled, deleted', { timeout: 120_000 }, async () => {
  const { page, troubles } = await signedIn(wide, '/keys');
  await page.getByText('生成接口').waitFor();
  await look(page, 'keys');
  await page.getByRole('tab', { name: 'Python' }).click();
  await page.getByText('os.environ["FILMGATE_KEY"]').waitFor();
  await page.getByRole('tab').nth(1).click();
  expect(new URL(page.url()).searchParams.get('api')).not.toBeNull();
  await look(page, 'keys-python');

  await page.getByRole('button', { name: '新建密钥' }).click();
  await page.getByLabel('名称').fill('batch');
  await page.getByText('权限与更多限制').click();
  await page.getByLabel('存素材').uncheck();
  await page.getByLabel('同时进行的任务').fill('4');
  await page.getByLabel('来源地址').fill('203.0.113.0/24');
  await look(page, 'keys-form');
  await page.getByRole('button', { name: '创建' }).click();
  await page.getByRole('heading', { name: '密钥 batch 已建好' }).waitFor();
  await page.getByLabel('我已经把它存到安全的地方').check();
  await page.getByRole('button', { name: '完成' }).click();

  const row = page.getByRole('row').filter({ hasText: 'batch' });
  await row.getByRole('button', { name: '轮换' }).click();
  await page.getByText('近 24 小时没有程序用过它。').waitFor();
  await look(page, 'keys-roll');
  await page.getByRole('button', { name: '轮换，显示新密钥' }).click();
  await page.getByRole('heading', { name: '密钥 batch 已建好' }).waitFor();
  await page.getByLabel('我已经把它存到安全的地方').check();
  await page.getByRole('button', { name: '完成' }).click();
  await row.getByText(/还能用/).waitFor();

  await row.getByRole('button', { name: /更多操作/ }).click();
  await page.getByRole('menuitem', { name: '停用' }).click();
  await row.getByText('已停用').waitFor();
  await look(page, 'keys-disabled');
  await row.getByRole('button', { name: /更多操作/ }).click();
  await page.getByRole('menuitem', { name: '删除' }).click();
  await page.getByLabel(/输入名称/).fill('batch');
  await look(page, 'keys-delete');
  await page.getByRole('button', { name: '删除密钥' }).click();
  await row.waitFor({ state: 'detached' });
  expect([...troubles, ...findings]).toEqual([]);
});

test('keys on a phone, and refused', { timeout: 120_000 }, async () => {
  const { page, troubles } = await signedIn(phone, '/keys');
  await page.getByRole('row').nth(1).waitFor();
  await look(page, 'phone-keys');
  expect(await sideways(page)).toBe(0);
  await refuseOnce(page, '/platform/v1/keys');
  await page.reload();
  await page.getByText('req_refused').waitFor();
  await look(page, 'phone-keys-refused');
  expect([...unwanted(troubles), ...findings]).toEqual([]);
});

test('webhooks: an endpoint, its secret, a test, what was sent', { timeout: 120_000 }, async () => {
  const { page, troubles } = await signedIn(wide, '/webhooks');
  await page.getByText('还没有端点').waitFor();
  await look(page, 'webhooks-empty');
  await page.getByRole('button', { name: '新建端点' }).first().click();
  await page.getByLabel('地址').fill(hookUrl);
  await page.getByLabel('说明').fill('本机');
  await look(page, 'webhooks-form');
  await page.getByRole('button', { name: '添加' }).click();
  await page.getByRole('heading', { name: '签名密钥' }).waitFor();
  const secret = await page.locator('[role=dialog] code').first().textContent();
  expect(secret).toMatch(/^whsec_/);
  await look(page, 'webhooks-secret');
  await page.getByLabel('我已经把它存到安全的地方').check();
  await page.getByRole('button', { name: '完成' }).click();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: '发送测试' }).click();
  await page.getByRole('status').getByText('200').waitFor();
  const delivery = page.getByRole('button', { name: 'test.ping' });
  await delivery.waitFor();
  await look(page, 'webhooks');
  await delivery.click();
  await page.getByRole('tab', { name: '回答' }).click();
  await page.getByRole('region', { name: '回答' }).getByText('thanks').waitFor();
  await page.getByRole('tab', { name: '发送内容' }).click();
  await look(page, 'webhooks-delivery');
  await page.getByRole('button', { name: '再发一次' }).click();
  await page.getByText('#2').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: '关闭' }).click();

  await page.getByRole('button', { name: /更多操作/ }).click();
  await page.getByRole('menuitem', { name: '轮换签名密钥' }).click();
  await page.getByRole('button', { name: '轮换，显示新密钥' }).click();
  await page.getByLabel('我已经把它存到安全的地方').check();
  await page.getByRole('button', { name: '完成' }).click();
  await page.getByText(/新旧签名密钥并用到/).waitFor();
  await page.getByRole('button', { name: /更多操作/ }).click();
  await page.getByRole('menuitem', { name: '停用' }).click();
  await page.getByText('已停用').waitFor();
  await look(page, 'webhooks-disabled');
  expect([...troubles, ...findings]).toEqual([]);
});

test('webhooks on a phone, and refused', { timeout: 120_000 }, async () => {
  const { page, troubles } = await signedIn(phone, '/webhooks');
  await page.getByRole('row').nth(1).waitFor();
  await look(page, 'phone-webhooks');
  expect(await sideways(page)).toBe(0);
  await page.goto('/webhooks?state=failed');
  await page.getByText('No delivery fits').waitFor();
  await refuseOnce(page, '/platform/v1/webhook-endpoints');
  await page.reload();
  await page.getByText('req_refused').waitFor();
  expect([...unwanted(troubles), ...findings]).toEqual([]);
});

test(
  'the request log: filters, one request, the way to its task',
  { timeout: 120_000 },
  async () => {
    const key = server.first.liveKey;
    const body = { model: 'seedance-2.0', prompt: 'A lighthouse at dusk', seconds: 5 };
    const made = await call(server, 'POST', '/platform/v1/tasks', { key, body });
    expect(made.status).toBe(202);
    const refused = await call(server, 'POST', '/platform/v1/tasks', { key, body: { seconds: 5 } });
    expect(refused.status).toBe(400);
    const { page, troubles } = await signedIn(wide, '/logs');
    const table = page.getByRole('table', { name: '请求日志' });
    // The log is written behind the answers.
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: '刷新' }).click();
          return table.getByText('POST /platform/v1/tasks').count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThanOrEqual(2);
    await look(page, 'logs');
    await page.getByRole('button', { name: '状态码' }).click();
    await page.getByRole('menuitem', { name: '4xx' }).click();
    await page.getByLabel('路径开头').fill('/platform/v1/tasks');
    await page.waitForURL('**/logs?status=4xx&path=*');
    await expect.poll(() => table.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: '去掉状态码' }).click();
    await table.getByRole('row').filter({ hasText: '202' }).getByRole('button').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('A lighthouse at dusk').waitFor();
    await look(page, 'logs-request');
    await drawer.locator('a[href^="/tasks/"]').waitFor();
    await drawer.getByRole('button', { name: '关闭' }).click();
    await page.getByRole('tab', { name: '读取次数' }).click();
    await page.waitForURL('**/logs?view=reads*');
    await look(page, 'logs-reads');
    expect([...troubles, ...findings]).toEqual([]);
  },
);

test('the request log on a phone, and refused', { timeout: 120_000 }, async () => {
  const { page, troubles } = await signedIn(phone, '/logs');
  await page.getByRole('row').nth(1).waitFor();
  await look(page, 'phone-logs');
  expect(await sideways(page)).toBe(0);
  await page.getByRole('row').nth(1).getByRole('button').click();
  await page.getByRole('dialog').getByText('From', { exact: true }).waitFor();
  await look(page, 'phone-logs-request');
  await page.goto('/logs?status=5xx');
  await page.getByText('No request fits').waitFor();
  await refuseOnce(page, '/platform/v1/requests');
  await page.reload();
  await page.getByText('req_refused').waitFor();
  expect([...unwanted(troubles), ...findings]).toEqual([]);
});
