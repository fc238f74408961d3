import { expect, test } from 'vitest';
import { openPlatformServer } from '../../src/http/platform/testing/platform-server.ts';
import { storm } from '../../src/http/platform/testing/storm.ts';

test('200 000 broken and 20 000 valid calls of the platform API: every answer is as its document promises', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  await using server = await openPlatformServer({ sendsMail: true });
  const report = await storm(server, { seed, broken: 200_000, valid: 20_000 }).catch(
    (error: unknown) => {
      throw new Error(`with TEST_SEED=${String(seed)}`, { cause: error });
    },
  );
  expect(report.sent).toBeGreaterThanOrEqual(220_000);
  expect(report.unseen.length / report.promised).toBeLessThan(0.05);
});
