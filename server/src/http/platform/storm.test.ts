import { expect, test } from 'vitest';
import { openPlatformServer } from './testing/platform-server.ts';
import { storm } from './testing/storm.ts';

/**
 * Where a schema cannot say all: a password that is wrong, a time that ends before it begins, a model that is not sold
 * or takes no such request, a zone or a network that there is none of, what credits do not reach for, a word of a filter
 * that is of another kind.
 */
const saysMore = [
  'changePassword',
  'resendWebhookEndpoint',
  'createTask',
  'estimateTask',
  'listTasks',
  'listTransactions',
  'listDeductions',
  'getUsage',
  'getStatement',
  'createExport',
  'createKey',
  'updateKey',
  'updateAccount',
  'listAssets',
  'listRequests',
  'listRequestReads',
  'register',
];

test('5 000 broken and 500 valid calls: every answer is as promised, and what is promised is seen', async () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  await using server = await openPlatformServer({ sendsMail: true });
  const report = await storm(server, { seed, broken: 5_000, valid: 500 }).catch(
    (error: unknown) => {
      throw new Error(`with TEST_SEED=${String(seed)}`, { cause: error });
    },
  );
  expect(report.sent).toBeGreaterThanOrEqual(5_500);
  const refused = Object.keys(report.refusedBySense);
  expect(refused.filter((name) => !saysMore.includes(name))).toEqual([]);
  expect(report.unseen.length / report.promised, report.unseen.join(', ')).toBeLessThan(0.05);
}, 300_000);
