import type { Logger } from 'pino';
import type { Dialect } from '../dialects/mechanism.ts';
import { FetchRefusal, type GuardedFetch } from '../media/fetch.ts';
import { claimFromEach, finish, release, type Claimed } from '../postgres/claim.ts';
import { createHands } from '../postgres/hands.ts';
import type { Database } from '../postgres/database.ts';
import { toView, type TaskRow } from '../tasks/rows.ts';
import { endDelivery, readDeliveries, writeTry, type Delivery } from './deliveries.ts';
import { nextTrySeconds } from './schedule.ts';
import { hmacHex, standardHeaders, type WebhookSecret } from './sign.ts';

export interface DeliverParts {
  database: Database;
  fetch: GuardedFetch;
  dialects: ReadonlyMap<string, Dialect>;
  secretOf(accountId: string): WebhookSecret;
  sign(fileName: string): string;
  now(): number;
  random(): number;
  log: Logger;
}

const inFlightMax = 256;
/** To one receiver of one account: a dead one holds no more than these. */
const perReceiverMax = 4;
const leaseSeconds = 30;
const tryMs = 15_000;
/** Enough of an answer to show to the owner of the receiver. */
const answerBytesMax = 1_024;

export interface Deliverer {
  /** Starts what is due and does not wait for it: a receiver that hangs delays nobody else's. */
  turn(): Promise<boolean>;
  /** Resolves when all that was started has ended. */
  drain(): Promise<void>;
}

export function createDeliverer(parts: DeliverParts): Deliverer {
  const { database, log } = parts;
  const hands = createHands({
    pool: database.work,
    step: 'deliver',
    max: inFlightMax,
    leaseSeconds,
    log,
  });
  const held = new Map<string, number>();
  const count = (queue: string, more: 1 | -1): void => {
    const now = (held.get(queue) ?? 0) + more;
    if (now === 0) held.delete(queue);
    else held.set(queue, now);
  };
  return {
    async turn() {
      const claimed = await claimFromEach(database.work, {
        step: 'deliver',
        perQueue: perReceiverMax,
        held,
        limit: hands.free(),
        leaseSeconds,
      });
      const deliveries = await readDeliveries(
        database,
        claimed.map((one) => one.subjectId),
      );
      const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
      for (const one of claimed) {
        count(one.queue, 1);
        hands.start(one, async () => {
          try {
            await deliverOne(parts, one, byId.get(one.subjectId));
          } finally {
            count(one.queue, -1);
          }
        });
      }
      return claimed.length > 0;
    },
    drain: () => hands.drain(),
  };
}

async function deliverOne(
  parts: DeliverParts,
  claimed: Claimed,
  delivery: Delivery | undefined,
): Promise<void> {
  const { database } = parts;
  if (!delivery) throw new Error('the delivery has no record');
  const afterSeconds = await tryOnce(parts, delivery);
  if (afterSeconds === null) await finish(database.work, 'deliver', [claimed]);
  else await release(database.work, 'deliver', [{ ...claimed, afterSeconds }]);
}

/** Resolves with the seconds to the next try, or null when the delivery is over. */
async function tryOnce(parts: DeliverParts, delivery: Delivery): Promise<number | null> {
  const { database } = parts;
  const number = delivery.tries + 1;
  const result = await send(parts, delivery);
  await writeTry(database, { deliveryId: delivery.id, number, ...result });
  const delivered = result.status !== null && result.status >= 200 && result.status < 300;
  // 410 is the receiver's word that it wants no more of it.
  const next =
    delivered || result.status === 410
      ? null
      : nextTrySeconds(number, parts.random(), result.retryAfterSeconds);
  if (next === null) await endDelivery(database, delivery.id, delivered ? 'delivered' : 'failed');
  return next;
}

interface TryResult {
  url: string;
  headers: Record<string, string>;
  /** The bytes that were sent. */
  request: string;
  status: number | null;
  answer: string | null;
  error: string | null;
  tookMs: number;
  retryAfterSeconds: number | null;
}

async function send(parts: DeliverParts, delivery: Delivery): Promise<TryResult> {
  const startedMs = parts.now();
  const call = prepare(parts, delivery, delivery.task);
  const sent = { url: delivery.url, headers: shortSignatures(call.headers), request: call.body };
  try {
    const answer = await parts.fetch.call(delivery.url, {
      ...call,
      method: 'POST',
      totalMs: tryMs,
      answerBytesMax,
    });
    const retryAfter = Number(answer.headers['retry-after']);
    return {
      ...sent,
      status: answer.status,
      answer: answer.answer,
      error: null,
      tookMs: answer.tookMs,
      retryAfterSeconds: Number.isFinite(retryAfter) ? Math.min(retryAfter, 86_400) : null,
    };
  } catch (error) {
    if (!(error instanceof FetchRefusal)) {
      parts.log.error({ deliveryId: delivery.id, error }, 'a delivery could not be sent');
    }
    return {
      ...sent,
      status: null,
      answer: null,
      error: error instanceof FetchRefusal ? error.message : 'The delivery could not be sent.',
      tookMs: Math.max(0, Math.round(parts.now() - startedMs)),
      retryAfterSeconds: null,
    };
  }
}

/** Enough to compare a signature by, and too little to send it again. */
function shortSignatures(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      /signature/iu.test(name)
        ? value.replaceAll(/[\w+/=]{24,}/gu, (one) => `${one.slice(0, 8)}…`)
        : value,
    ]),
  );
}

/** The body in the words of the dialect that made the task, and both kinds of signatures. */
function prepare(
  parts: DeliverParts,
  delivery: Delivery,
  task: TaskRow,
): { headers: Record<string, string>; body: string } {
  const callback = parts.dialects.get(delivery.dialect)?.callback;
  if (!callback) throw new Error(`the dialect ${delivery.dialect} has no callback`);
  const secret = parts.secretOf(delivery.accountId);
  const rawBody = JSON.stringify(callback.body(toView(task, parts.sign)));
  const atSeconds = Math.floor(parts.now() / 1000);
  const signed = { rawBody, deliveryId: delivery.id, atSeconds };
  return {
    body: rawBody,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Filmgate-Webhooks/1',
      ...standardHeaders(secret, signed),
      ...callback.headers({ ...signed, hmacHex: (text) => hmacHex(secret, text) }),
    },
  };
}
