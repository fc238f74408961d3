import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { sendMalformed } from '../security/malformed.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ database: 'embedded', env: { FILMGATE_STUDIO_WORKERS: '0' } });
});
afterAll(() => server.remove());

test('200 000 malformed requests: no fault of ours, every refusal in the dialect’s shape', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  const report = await sendMalformed(server, 200_000 / dialects.length, seed).catch(
    (error: unknown) => {
      throw new Error(`with TEST_SEED=${String(seed)}`, { cause: error });
    },
  );
  expect(report.sent).toBeGreaterThanOrEqual(200_000);
});
