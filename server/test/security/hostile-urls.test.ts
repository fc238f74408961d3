import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { hostileUrls } from '../../src/media/testing/hostile-urls.ts';
import { call, until } from '../harness/api.ts';
import { inParallel } from '../chaos/parallel.ts';
import { beside, openServerDatabase } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let canary: Server;
let visits = 0;
let port = 0;

beforeAll(async () => {
  canary = createServer((socket) => {
    visits++;
    socket.destroy();
  });
  // One of the two ports that media may be fetched from, where we may have it; else any.
  port = await listen(80).catch(() => listen(0));
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '1' } });
});
afterAll(async () => {
  canary.close();
  await server.remove();
});

function listen(at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    canary.once('error', reject);
    canary.listen(at, '127.0.0.1', () => {
      const address = canary.address();
      resolve(typeof address === 'object' && address ? address.port : at);
    });
  });
}

test('no URL of a stranger reaches a private address, as a medium or as a callback', async () => {
  const urls = hostileUrls(port);
  expect(urls.length).toBeGreaterThanOrEqual(200);
  const key = server.first.testKey;
  await inParallel(8, urls, async ({ url, why }) => {
    const medium = await call(server, 'POST', '/api/open/v1/generations', {
      key,
      body: {
        abilityId: 'cme_doubao_seedance_2_0',
        content: [
          { type: 'text', text: 'a cat' },
          { type: 'image_url', image_url: { url }, role: 'reference_image' },
        ],
      },
    });
    expect(medium.status, `${why}: ${url} ${JSON.stringify(medium.body)}`).toBe(400);
    expect(JSON.stringify(medium.body)).toContain('content[1].image_url.url');
    const callback = await call(server, 'POST', '/api/open/v1/video/generations', {
      key,
      body: { model: 'seedance-2.0', prompt: '[[fail:provider_error]]', webhookUrl: url },
    });
    // A name is only looked up when the callback is sent, so one of these may be taken.
    expect([200, 400], `${why}: ${url}`).toContain(callback.status);
  });
  // One that certainly is: nobody has this name.
  const nameless = await call(server, 'POST', '/api/open/v1/video/generations', {
    key,
    body: {
      model: 'seedance-2.0',
      prompt: '[[fail:provider_error]]',
      webhookUrl: 'https://hooks.invalid/',
    },
  });
  expect(nameless.status).toBe(200);
  // Every callback that was taken has been tried, and refused.
  const tried = await until(
    () => deliveries(server),
    ({ open, tries }) => open === 0 && tries > 0,
  );
  expect(tried.statuses).toBe(0);
  expect(visits).toBe(0);
  expect(await beside(server, checkLedger)).toMatchObject({ ok: true });
});

async function deliveries(of: TestServer) {
  const database = await openServerDatabase(of);
  try {
    const { rows } = await database.general.query<{
      open: number;
      tries: number;
      statuses: number;
    }>(`
      select (select count(*) from tasks t where t.finished_at is null and callback_url is not null)::int
           + (select count(*) from deliveries d where not exists
                (select 1 from delivery_tries y where y.delivery_id = d.id))::int as open,
             (select count(*) from delivery_tries)::int as tries,
             (select count(status) from delivery_tries)::int as statuses`);
    const [row] = rows;
    if (!row) throw new Error('no counts');
    return row;
  } finally {
    await database.close();
  }
}
