import { randomUUID } from 'node:crypto';
import { createAccount } from '../../accounts/accounts.ts';
import { dialects } from '../../dialects/index.ts';
import type { CreateCommand, Dialect } from '../../dialects/mechanism.ts';
import { refuse } from '../../generation/problems.ts';
import { grantCredits } from '../../ledger/grants.ts';
import type { GuardedFetch } from '../../media/fetch.ts';
import { createIntakeRoom } from '../../media/intake.ts';
import type { MediaStore } from '../../media/store/store.ts';
import { openDatabase, type DatabaseAddress } from '../../postgres/database.ts';
import { startWake } from '../../work/wake.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { ownPriceBook, type PriceBook } from '../../pricing/book.ts';
import { createAffordable } from '../affordable.ts';
import { cancelTask, type CancelTerms } from '../cancel.ts';
import { createEarlierRequests } from '../idempotency.ts';
import { studioQueue } from '../../work/queues.ts';
import { createTaskReader } from '../read.ts';
import { createEstimator, type EstimateParts } from '../records/estimate.ts';
import type { StoredOutput } from '../rows.ts';
import { createSettler, type Settlement } from '../settle.ts';
import { createSubmit, type Submission, type Submitter } from '../submit.ts';

/**
 * The core over a real database, without a server and without media. `on` is the database of another
 * spine: then this one stands for a second process.
 */
export async function openTaskFixture(on?: DatabaseAddress, book: PriceBook = ownPriceBook()) {
  const { database, address, empty, drop } = on ? secondProcess(on) : await testDatabase();
  const wake = startWake(database, () => undefined);
  const reader = createTaskReader(database, wake);
  const refusedRows: Settlement[] = [];
  const settler = createSettler(database, wake, (settlement) => void refusedRows.push(settlement));
  /** What stands behind it. */
  const connected = { takesAll: true, cancelTerms: ofTheStudio };
  const cancelTerms = (): CancelTerms => connected.cancelTerms;
  const earlier = createEarlierRequests({ database, wake });
  const affordable = createAffordable({ database, book });
  const pricing: EstimateParts = {
    book,
    intake: {
      fetch: noMedia as GuardedFetch,
      store: noMedia as MediaStore,
      room: createIntakeRoom(),
    },
    checkOffer({ origin }) {
      if (connected.takesAll) return;
      throw refuse('model_unavailable', 'nobody makes this', { field: origin.fields.model });
    },
    now: Date.now,
  };
  const submit = createSubmit({
    ...pricing,
    database,
    earlier,
    affordable,
    reader,
    wake,
    checkCallbackUrl: () => null,
    queueOf: () => studioQueue,
  });
  return {
    database,
    address,
    wake,
    reader,
    settler,
    refusedRows,
    connected,
    submit,
    estimate: createEstimator(pricing),
    earlier,
    affordable,
    cancelTerms,
    cancel: (key: { accountId: string; id: string }, { cancelMs }: { cancelMs?: number } = {}) =>
      cancelTask(
        {
          database,
          reader,
          settler,
          wake,
          cancelTerms,
          ...(cancelMs !== undefined && { cancelMs }),
        },
        key,
      ),
    /** As if nothing had been done yet, for the next test of a file. */
    async empty() {
      await empty();
      Object.assign(connected, { takesAll: true, cancelTerms: ofTheStudio });
      refusedRows.length = 0;
    },
    async close() {
      await wake.close();
      await drop();
    },
  };
}
export type TaskFixture = Awaited<ReturnType<typeof openTaskFixture>>;

const ofTheStudio: CancelTerms = { stops: 'all', otherwise: 'refuse', lookQueue: 'none' };

function secondProcess(address: DatabaseAddress) {
  const database = openDatabase({ address, log: () => undefined });
  const empty = () => Promise.reject(new Error('whoever made the database empties it'));
  return { database, address, empty, drop: () => database.close() };
}

/** Fails the test that touches it, so it stands for any part: these tests send no media. */
const noMedia: object = new Proxy(
  {},
  {
    get() {
      throw new Error('this test has no media');
    },
  },
);

/** As if so much time had passed since an account's keys were used: whoever worked under them has long let go. */
export async function passSinceKeys(
  { database }: Pick<TaskFixture, 'database'>,
  { accountId }: { accountId: string },
  interval: string,
): Promise<void> {
  const { general } = database;
  const since = 'now() - $2::interval where account_id = $1';
  await general.query(`update idempotency set created_at = ${since}`, [accountId, interval]);
  await general.query(`update creates_under_way set until = ${since}`, [accountId, interval]);
}

export async function addCustomer(
  { database }: Pick<TaskFixture, 'database'>,
  credits: number,
  mode: 'live' | 'test' = 'live',
): Promise<Submitter> {
  const account = await createAccount(database, { name: `customer ${randomUUID()}` });
  if (credits > 0) {
    await grantCredits(database, {
      accountId: account.id,
      amountMicros: BigInt(credits) * 1_000_000n,
      reason: 'test',
    });
  }
  return { accountId: account.id, keyId: randomUUID(), mode, tier: null };
}

export function dialectNamed(name: string): Dialect {
  const found = dialects.find((dialect) => dialect.name === name);
  if (!found) throw new Error(`no dialect ${name}`);
  return found;
}

/** 8 credits a second at 720p, 4 at 480p. */
export function order(
  options: { seconds?: number; resolution?: '480p' | '720p'; prompt?: string; key?: string } = {},
): Submission {
  const command: CreateCommand = {
    ask: {
      model: 'seedance-2.0',
      prompt: options.prompt ?? 'a river in autumn',
      media: [],
      seconds: options.seconds ?? 5,
      resolution: options.resolution ?? '720p',
    },
  };
  return {
    dialect: dialectNamed('seedance2ink'),
    idempotencyKey: options.key ?? null,
    decode: () => command,
  };
}

/** What 5 s of 720p are, collected. */
export const output: StoredOutput = {
  width: 1280,
  height: 720,
  frames: 121,
  seconds: 5,
  ratio: '16:9',
  completionTokens: 108_900,
  files: { video: 'a'.repeat(64), videoBytes: 1, poster: null, lastFrame: null },
};

/** The end of a task that was made without having been sent. */
export function success(taskId: string, chargeMicros = 40_000_000n): Settlement {
  return settlement(taskId, { state: 'succeeded', chargeMicros, output, failure: null });
}

/** A settlement of a task that was never sent. */
export function settlement(taskId: string, over: Partial<Settlement> = {}): Settlement {
  return {
    taskId,
    from: ['queued'],
    attempt: null,
    state: 'failed',
    chargeMicros: 0n,
    output: null,
    failure: { code: 'provider_error', message: 'test' },
    collectQueue: null,
    ...over,
  };
}
