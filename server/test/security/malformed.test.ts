import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { beside } from '../harness/database.ts';
import { call } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { sendMalformed } from './malformed.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '0' } });
});
afterAll(() => server.remove());

test('500 malformed requests per dialect: no fault of ours, every refusal in the dialect’s shape', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  const report = await sendMalformed(server, 500, seed).catch((error: unknown) => {
    throw new Error(`with TEST_SEED=${String(seed)}`, { cause: error });
  });
  expect(report.sent).toBeGreaterThanOrEqual(500 * dialects.length);
  // It still serves, and nothing that was refused cost anything.
  expect((await call(server, 'GET', '/readyz')).status).toBe(200);
  expect(await beside(server, checkLedger)).toMatchObject({ ok: true });
});
