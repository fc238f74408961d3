import { pino, type Logger } from 'pino';
import { dialects } from '../../dialects/index.ts';
import { checkUrl, type Call, type CallAnswer, type GuardedFetch } from '../../media/fetch.ts';
import type { DatabaseAddress } from '../../postgres/database.ts';
import {
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import type { Submission, Submitter } from '../../tasks/submit.ts';
import { createDeliverer, type Deliverer } from '../deliver.ts';
import type { WebhookParts } from '../endpoint.ts';
import { webhookSecret, type WebhookSecrets } from '../sign.ts';
import { oneKey } from '../../testing/keys.ts';

/** What a receiver got, as it got it. */
export interface Received extends Call {
  url: string;
  body: string;
}

export const taken: CallAnswer = { status: 200, headers: {}, answer: 'ok', tookMs: 3 };

/** The reference library refuses signatures that are older than five minutes. */
export const atMs = 1_795_248_000_000;

/** Of every account's callbacks, unless it is told otherwise. */
export const callbackSecret = webhookSecret(Buffer.alloc(32, 7));

export interface WebhookFixtureOptions {
  /** Another desk, or a database alone: this one stands for a second process. */
  beside?: { fixture: { address: DatabaseAddress }; parts: Pick<WebhookParts, 'keys'> };
  fetch?: Pick<GuardedFetch, 'call'>;
  now?(): number;
  log?: Logger;
  /** Of every account's callbacks. */
  callbackSecrets?: WebhookSecrets;
}

/** The core with a deliverer over a real database, and a receiver that answers as it is told. */
export async function openWebhookFixture({
  beside,
  fetch,
  now = () => atMs,
  log,
  callbackSecrets = [callbackSecret],
}: WebhookFixtureOptions = {}) {
  const fixture: TaskFixture = await openTaskFixture(beside?.fixture.address);
  const keys = beside?.parts.keys ?? oneKey();
  const receiver = {
    calls: [] as Received[],
    answer: (_call: Received): Promise<CallAnswer> => Promise.resolve(taken),
  };
  const parts: WebhookParts = {
    database: fixture.database,
    wake: fixture.wake,
    keys,
    checkUrl: (url) => checkUrl(url, { allowPrivateHosts: false }),
  };
  const deliverer: Deliverer = createDeliverer({
    ...parts,
    fetch: fetch ?? {
      call(url, call) {
        const received = { ...call, url, body: call.body ?? '' };
        receiver.calls.push(received);
        return receiver.answer(received);
      },
    },
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    secretsOf: () => callbackSecrets,
    sign: (name) => `https://films.example/media/signed/${name}`,
    now,
    wake: fixture.wake,
    random: () => 0.5,
    log: log ?? pino({ level: 'silent' }),
  });
  return {
    fixture,
    parts,
    receiver,
    deliverer,
    /** A task that fails at once, told at `callbackUrl` as well, if there is one. */
    async finishedTask(who: Submitter, callbackUrl?: string): Promise<string> {
      const { row } = await fixture.submit(who, withCallback(callbackUrl));
      await fixture.settler.settle(settlement(row.id));
      return row.id;
    },
    /** Everything that is due is sent, and its answers are on record. */
    async turn(): Promise<void> {
      await deliverer.turn();
      await deliverer.idle();
    },
    /** Lets time pass: what waits is due. Resolves with the seconds that it had to wait. */
    async makeDue(): Promise<number[]> {
      const { rows } = await fixture.database.general.query<{ seconds: number }>(`
        select extract(epoch from due_at - now())::float8 as seconds from work where step = 'deliver'`);
      await fixture.database.general.query(
        `update work set due_at = now() where step = 'deliver' and claim_token is null`,
      );
      return rows.map(({ seconds }) => seconds);
    },
    async close(): Promise<void> {
      await deliverer.stop();
      await fixture.close();
    },
  };
}
export type WebhookFixture = Awaited<ReturnType<typeof openWebhookFixture>>;

function withCallback(callbackUrl: string | undefined): Submission {
  const plain = order();
  if (callbackUrl === undefined) return plain;
  return {
    ...plain,
    decode: () => ({ ...plain.decode(), callbackUrl, metadata: { projectId: 'proj_1001' } }),
  };
}

/** The headers that a receiver checks, by the names that the reference library reads. */
export function headersOf({ headers }: Received): Record<string, string> {
  return Object.fromEntries(
    ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [
      name,
      headers[name] ?? '',
    ]),
  );
}
