import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import type { BrokenCall } from '../../src/dialects/testing/broken-call.ts';
import { brokenCall } from '../../src/dialects/testing/malformed.ts';
import type { AnyOperation, Dialect } from '../../src/dialects/mechanism.ts';
import { inParallel } from '../chaos/parallel.ts';
import { openRawClient, type RawAnswer } from '../harness/raw-http.ts';
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
        for (const calls of samplesOf(operation, perOperation, seed)) {
          await inParallel(16, calls, async (broken) => {
            const answer = await client.call({
              method: broken.method,
              path: mountOf(dialect, operation) + broken.url,
              headers: headersOf(server, broken),
              body: broken.bodyText,
            });
            report.sent++;
            report.byStatus[answer.status] = (report.byStatus[answer.status] ?? 0) + 1;
            judge(dialect, operation, broken, answer);
          });
        }
      }
    }
  } finally {
    client.close();
  }
  return report;
}

const sampleMost = 500;

/** A few at a time: while all were made at once, the server would give up the connections that stand idle. */
function* samplesOf(operation: AnyOperation, count: number, seed: number): Generator<BrokenCall[]> {
  const anyCall = brokenCall(operation);
  for (let made = 0; made < count; made += sampleMost) {
    const numRuns = Math.min(sampleMost, count - made);
    yield fc.sample(anyCall, { numRuns, seed: seed + made });
  }
}

function headersOf(server: TestServer, { contentType }: BrokenCall): Record<string, string> {
  const authorization = `Bearer ${server.first.liveKey}`;
  return contentType === undefined
    ? { authorization }
    : { authorization, 'content-type': contentType };
}

function judge(
  dialect: Dialect,
  operation: AnyOperation,
  broken: BrokenCall,
  answer: RawAnswer,
): void {
  const about = `${dialect.name} ${operation.does}, ${broken.how}: ${answer.text.slice(0, 300)}`;
  expect(answer.status, about).toBeLessThan(500);
  const { status, body } = dialect.problem({ code: 'invalid_parameter', message: 'x' }, operation);
  const shape = shapeOf(body);
  // Some platforms refuse with a success, in a shape of its own.
  const isRefused =
    answer.status >= 400 || (status < 400 && isDeepStrictEqual(shapeOf(json(answer)), shape));
  if (broken.refusedBy !== 'nobody') expect(isRefused, about).toBe(true);
  if (!isRefused) return;
  // A path that leads nowhere belongs to no dialect any more.
  if (answer.headers['content-type']?.startsWith('application/problem+json')) {
    expect(answer.status, about).toBe(404);
    return;
  }
  expect(shapeOf(json(answer)), about).toEqual(shape);
}

/** Where several platforms stand at one place, a broken call does not tell whose it is. */
function mountOf(dialect: Dialect, { method, path }: AnyOperation): string {
  const here = dialects.filter(({ operations }) =>
    operations.some((other) => other.method === method && other.path === path),
  );
  return here.length > 1 ? `/d/${dialect.name}` : '';
}

function json({ text }: RawAnswer): unknown {
  return JSON.parse(text);
}

/** Names and types of a JSON value, without its contents. Null stands where there is no text. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'string';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}
