import * as fc from 'fast-check';
import { expect } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { brokenCall, type BrokenCall } from '../../src/dialects/testing/malformed.ts';
import type { AnyOperation, Dialect } from '../../src/dialects/mechanism.ts';
import { inParallel, openRawClient, type RawAnswer } from '../harness/raw-http.ts';
import type { TestServer } from '../harness/server.ts';

export interface Report {
  sent: number;
  byStatus: Record<number, number>;
}

/**
 * Sends so many broken calls per dialect, made from its schemas: no answer may be a fault of the
 * server, every refusal is in the dialect's shape, and what a schema forbids is refused.
 */
export async function sendMalformed(
  server: TestServer,
  perDialect: number,
  seed: number,
): Promise<Report> {
  const report: Report = { sent: 0, byStatus: {} };
  const client = openRawClient(server.port);
  try {
    for (const dialect of dialects) {
      const perOperation = Math.ceil(perDialect / dialect.operations.length);
      for (const operation of dialect.operations) {
        const calls = fc.sample(brokenCall(operation), { numRuns: perOperation, seed });
        await inParallel(calls, 16, async (broken) => {
          const answer = await client.call({
            method: broken.method,
            path: broken.url,
            headers: { authorization: `Bearer ${server.first.liveKey}` },
            body: broken.bodyText,
          });
          report.sent++;
          report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + 1;
          judge(dialect, operation, broken, answer);
        });
      }
    }
  } finally {
    client.close();
  }
  return report;
}

function judge(
  dialect: Dialect,
  operation: AnyOperation,
  broken: BrokenCall,
  answer: RawAnswer,
): void {
  const about = `${dialect.name} ${operation.does}, ${broken.how}: ${answer.text.slice(0, 300)}`;
  expect(answer.status, about).toBeLessThan(500);
  if (broken.refusedBy !== 'nobody') expect(answer.status, about).toBeGreaterThanOrEqual(400);
  if (answer.status < 400) return;
  // A path that leads nowhere belongs to no dialect any more.
  if (answer.headers['content-type']?.startsWith('application/problem+json')) {
    expect(answer.status, about).toBe(404);
    return;
  }
  const model = dialect.problem({ code: 'invalid_parameter', message: 'x' }, operation);
  expect(shapeOf(JSON.parse(answer.text)), about).toEqual(shapeOf(model.body));
}

/** Names and types of a JSON value, without its contents. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}
