import type { Logger } from 'pino';
import { FetchRefusal, type GuardedFetch } from '../media/fetch.ts';
import { claimFromEach, type ClaimedFromQueue } from '../work/claim-from-each.ts';
import { finish, release } from '../work/claim.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { createJobPool } from '../work/job-pool.ts';
import { unsealWith, type Keys } from '../postgres/seal.ts';
import { readDeliveries, type Delivery, type EndpointReceiver } from './deliveries.ts';
import { testEventType } from './endpoint.ts';
import { callbackMessage, endpointMessage, type Message, type MessageParts } from './message.ts';
import { isOverwhelmed, outcomeOf, readRetryAfter, type TryAnswer } from './outcome.ts';
import { createReceivers, type Receivers } from './receivers.ts';
import { createRecorder, endUntried, type Recorder } from './record.ts';
import { readSecret, withShortSignatures } from './sign.ts';

export interface DeliverParts extends MessageParts {
  database: Database;
  wake: Pick<Wake, 'tell'>;
  fetch: Pick<GuardedFetch, 'call'>;
  /** Open the secrets of endpoints. */
  keys: Keys;
  now(): number;
  random(): number;
  log: Logger;
  /** How long a receiver may take to answer; 15 s unless a test is in a hurry. */
  tryMs?: number;
}

const underWayMax = 1_024;
/** To one account's receivers together, and to each of them: dead ones hold no more than these. */
const perAccount = 128;
const perReceiver = 16;
/** For so long an overwhelmed receiver gets one at a time. */
const slowMs = 60_000;
const leaseSeconds = 30;
/** What this process cannot sign rests for so long, twice as long each time: another one may know how to. */
const leastRestSeconds = 5;
const mostRestSeconds = 300;
const standardTryMs = 15_000;
/** Enough of an answer to show to the owner of the receiver. */
const answerBytesMax = 1_024;

export interface Deliverer {
  /** Starts what is due and does not wait for it: a receiver that hangs delays nobody else's. */
  turn(): Promise<void>;
  /** Resolves when all that was started has ended. */
  idle(): Promise<void>;
  /** Starts nothing more; resolves when what was started has ended. */
  stop(): Promise<void>;
}

export function createDeliverer(parts: DeliverParts): Deliverer {
  const { database, log } = parts;
  const jobs = createJobPool({
    pool: database.claims,
    step: 'deliver',
    max: underWayMax,
    leaseSeconds,
    log,
  });
  const receivers = createReceivers({ perReceiver, perAccount, slowMs, now: parts.now });
  const recorder = createRecorder(database);
  const steps: Steps = { ...parts, receivers, recorder, lockedOut: new Set() };
  /** The queues to look at next, which have room again; null: all. */
  let wanted: Set<string> | null = new Set();
  let looking: Promise<void> | null = null;
  let stopped = false;

  /** One look at a time, so that no two give the same room away. */
  async function look(): Promise<void> {
    if (stopped) return;
    looking ??= lookAtWanted();
    await looking;
  }

  // Read through a function: both change while a look is awaited.
  const isWanted = (): boolean => !stopped && (wanted === null || wanted.size > 0);

  async function lookAtWanted(): Promise<void> {
    try {
      while (isWanted()) {
        const queues = wanted && [...wanted];
        wanted = new Set();
        await start(queues);
      }
    } finally {
      // In the same breath as the last question: what is wanted from here on starts another look.
      looking = null;
    }
  }

  async function start(queues: readonly string[] | null): Promise<void> {
    const offer = receivers.offer(jobs.free());
    const claimed = await claimFromEach(database.claims, {
      ...offer,
      step: 'deliver',
      queues,
      leaseSeconds,
    });
    receivers.took(
      offer,
      queues,
      claimed.map(({ queue }) => queue),
    );
    const deliveries = readDeliveries(
      database,
      claimed.map(({ subjectId }) => subjectId),
    );
    for (const one of claimed) {
      jobs.start(
        one,
        async () => deliver(steps, one, (await deliveries).get(one.subjectId)),
        () => {
          hasEnded(one.queue);
        },
      );
    }
  }

  /** What waits is not left to the next turn: a receiver that answers is sent all that is due. */
  function hasEnded(queue: string): void {
    const where = receivers.end(queue);
    if (where === 'nowhere') return;
    if (where === 'anywhere') wanted = null;
    else wanted?.add(queue);
    look().catch((error: unknown) => {
      log.warn({ error: String(error) }, 'the next turn looks for more deliveries');
    });
  }

  async function idle(): Promise<void> {
    await jobs.drain();
    if (!looking) return;
    await looking;
    return idle();
  }

  return {
    turn() {
      wanted = null;
      return look();
    },
    idle,
    stop() {
      stopped = true;
      return idle();
    },
  };
}

interface Steps extends DeliverParts {
  receivers: Receivers;
  recorder: Recorder;
  /** Endpoints whose secret was found not to open here: their operator was told. */
  lockedOut: Set<string>;
}

async function deliver(
  steps: Steps,
  claimed: ClaimedFromQueue,
  delivery: Delivery | undefined,
): Promise<void> {
  const { database } = steps;
  if (!delivery || isPaused(delivery)) return finish(database.work, 'deliver', [claimed]);
  const message = prepare(steps, delivery);
  if (typeof message === 'string') return endUntried(database, claimed, message);
  if (message === null) return rest(steps, claimed);
  const answer = await send(steps, delivery, message);
  if (isOverwhelmed(answer.status)) steps.receivers.slowDown(claimed.queue);
  const number = delivery.tries + 1;
  const round = number - delivery.triesBefore;
  const { retryAfterSeconds: _told, ...said } = answer;
  await steps.recorder.record({
    claimed,
    delivery,
    number,
    url: message.url,
    headers: withShortSignatures(message.headers),
    request: message.body,
    ...said,
    outcome: outcomeOf({ type: delivery.type, round }, answer, steps.random()),
  });
  if (delivery.type === testEventType) steps.wake.tell('tested', delivery.id);
}

/** Another process may have the right secret, and so may this one after its next start. */
function rest({ database }: Steps, claimed: ClaimedFromQueue): Promise<void> {
  const doubled = leastRestSeconds * 2 ** Math.min(claimed.claims - 1, 16);
  const afterSeconds = Math.min(doubled, mostRestSeconds);
  return release(database.claims, 'deliver', [{ ...claimed, afterSeconds }]);
}

/** It waits for its endpoint to be enabled again. A test is there to find out whether it can be. */
function isPaused({ to, type }: Delivery): boolean {
  return to.kind === 'endpoint' && !to.enabled && type !== testEventType;
}

/** What is to be sent, or a sentence saying why nothing can be; null: this process has not the secret for it. */
function prepare(steps: Steps, delivery: Delivery): Message | string | null {
  const { to, task } = delivery;
  const atMs = steps.now();
  if (to.kind === 'none') return 'The endpoint was removed.';
  if (to.kind === 'callback') {
    if (!task) return 'The task has no record any more.';
    const message = callbackMessage(steps, { id: delivery.id, url: to.url, task }, atMs);
    return message ?? `The dialect ${task.dialect} has no callbacks.`;
  }
  const secrets = [to.secretSealed, to.formerSecretSealed].flatMap(
    (sealed) => (sealed && open(steps, to, sealed)) ?? [],
  );
  if (secrets.length === 0) {
    tellOnce(steps, to);
    return null;
  }
  steps.lockedOut.delete(to.id);
  return endpointMessage(
    steps.sign,
    { ...delivery, endpointId: to.id, url: to.url, secrets },
    atMs,
  );
}

function tellOnce({ lockedOut, log }: Steps, { id }: EndpointReceiver): void {
  if (lockedOut.has(id)) return;
  lockedOut.add(id);
  log.error(
    { endpoint: id },
    'the secret of a webhook endpoint does not open with this FILMGATE_SECRET: what is for it waits; start this process with the right one, or rotate the secret of the endpoint',
  );
}

function open({ keys }: Steps, { id }: EndpointReceiver, sealed: Buffer) {
  const text = unsealWith(keys, id, sealed);
  return text === null ? null : readSecret(text);
}

interface SendResult extends TryAnswer {
  answer: string | null;
  tookMs: number;
}

async function send(
  { fetch, log, now, tryMs = standardTryMs }: Steps,
  { id }: Delivery,
  message: Message,
): Promise<SendResult> {
  const startedMs = now();
  try {
    const { status, headers, answer, tookMs } = await fetch.call(message.url, {
      method: 'POST',
      headers: message.headers,
      body: message.body,
      totalMs: tryMs,
      answerBytesMax,
    });
    const retryAfterSeconds = readRetryAfter(headers['retry-after'], now());
    return { status, answer, error: null, tookMs, retryAfterSeconds };
  } catch (error) {
    const isTheirs = error instanceof FetchRefusal;
    if (!isTheirs) log.error({ deliveryId: id, error }, 'a delivery could not be sent');
    return {
      status: null,
      answer: null,
      error: isTheirs ? error.message : 'The delivery could not be sent.',
      tookMs: Math.max(0, Math.round(now() - startedMs)),
      retryAfterSeconds: null,
    };
  }
}
