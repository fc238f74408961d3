import { randomFillSync, randomInt } from 'node:crypto';
import { limitRefusal } from '../accounts/limits/refusal.ts';
import type { CreateCommand } from '../dialects/mechanism.ts';
import type { ModelNames } from '../generation/catalogue.ts';
import { microsToJson } from '../generation/money.ts';
import { refuse } from '../generation/problems.ts';
import { takeMedia, type IntakeDeps } from '../media/intake.ts';
import { quoteToJson } from '../pricing/quote-json.ts';
import { createBatcher, type Batcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';
import type { Wake } from '../work/wake.ts';
import { checkModelAllowed } from './allowed-models.ts';
import { fingerprint } from './fingerprint.ts';
import type { Affordable } from './affordable.ts';
import {
  keyOfAnother,
  nameOf,
  type EarlierRequest,
  type EarlierRequests,
  type KeyTurn,
} from './idempotency.ts';
import { callerLeft, type Caller } from './caller.ts';
import { createHeldWallets, walletHeld, withoutHeld } from './held-wallets.ts';
import { asNamed, type Origin, type TaskCommand } from './origin.ts';
import { draft, mediaLimitsOf } from './plan.ts';
import { heldFor, priceOrder, type PriceParts } from './price-order.ts';
import { studioQueue } from '../work/queues.ts';
import { taskNotFound, type TaskReader } from './read.ts';
import { asAccepted, type PlannedRequest, type TaskRow } from './rows.ts';

export interface SubmitParts extends PriceParts {
  database: Database;
  reader: TaskReader;
  wake: Wake;
  intake: IntakeDeps;
  earlier: EarlierRequests;
  affordable: Pick<Affordable, 'beforeMedia' | 'refusal'>;
  /** Refuses a callback URL by its looks, before anything is spent: a sentence, or null. */
  checkCallbackUrl(url: string): string | null;
  /** The queue in which a task waits for a line. */
  queueOf(mode: 'live' | 'test', request: PlannedRequest): string;
  now(): number;
  /** What an operator lets names stand for; absent: nothing. */
  modelNames?: ModelNames;
}

export interface Submitter {
  accountId: string;
  keyId: string;
  mode: 'live' | 'test';
  tier: string | null;
  /** Models that the key may use; absent or null: all of them. */
  models?: ReadonlySet<string> | null;
}

export interface Submission {
  dialect: Origin;
  idempotencyKey: string | null;
  /** Of whoever has taken the key before the body came; absent: it is taken here. */
  turn?: KeyTurn | undefined;
  /** Looks whether the key is still good, at the last; throws where it is not. Absent: there is none. */
  askAgain?: (() => Promise<unknown>) | undefined;
  /** Absent: nobody who could leave. */
  caller?: Caller | undefined;
  decode(): TaskCommand;
}

interface Submitted {
  /** As it stood when it was accepted. */
  row: TaskRow;
  /** True: an earlier request with this key made it. */
  replayed: boolean;
}

export type Submit = (who: Submitter, submission: Submission) => Promise<Submitted>;

/** How long a task may wait and run before it expires, where the request does not say. */
const expiresSeconds = 172_800;

/** Seeds that every upstream takes. */
const seedEnd = 2_147_483_648;

/**
 * Accepts tasks. The order is the promise: the idempotency key is looked up before anything else, so a
 * replay needs neither credits nor media; then decoding, limits, the least price, media, quote; then one transaction
 * with the idempotency record, the hold and the task, and only after its commit an answer. Whose caller has left
 * before that transaction is not submitted.
 */
export function createSubmit(parts: SubmitParts): Submit {
  const { earlier } = parts;
  const batcher = createSubmitBatcher(parts);

  async function replay(
    who: Submitter,
    known: EarlierRequest,
    asked: string | null,
  ): Promise<Submitted> {
    if (asked !== known.fingerprint) {
      throw keyOfAnother();
    }
    const row = await parts.reader.read({ accountId: who.accountId, id: known.subjectId });
    if (!row) throw taskNotFound();
    return { row: asAccepted(row), replayed: true };
  }

  async function submitNew(
    who: Submitter,
    { dialect, idempotencyKey, askAgain, caller }: Submission,
    command: TaskCommand,
  ): Promise<Submitted> {
    checkCallback(parts, dialect, command);
    const origin = asNamed(dialect, command);
    const drafted = draft(origin, command.ask, randomInt(seedEnd), parts.modelNames);
    checkModelAllowed(who.models, drafted);
    await parts.affordable.beforeMedia(who, drafted);
    const files = await takeMedia(drafted.ask.media, parts.intake, {
      accountId: who.accountId,
      limits: mediaLimitsOf(drafted.model),
      ...(caller && drafted.ask.media.length > 0 && { signal: caller.left() }),
    });
    const expires = command.expiresSeconds ?? expiresSeconds;
    const { request: priced, quoted } = priceOrder(parts, who, { drafted, files, command });
    const request = priced.flex ? { ...priced, expiresSeconds: expires } : priced;
    const queue = parts.queueOf(who.mode, request);
    if (queue === studioQueue) refuseUndrawable(request);
    const holdMicros = heldFor(who, quoted);
    const item: SubmitItem = {
      id: dialect.taskId({ atMs: parts.now(), random: randomBytes10() }),
      account_id: who.accountId,
      key_id: who.keyId,
      mode: who.mode,
      dialect: dialect.name,
      model: request.model,
      request,
      metadata: metadataOf(command),
      callback_url: command.callbackUrl ?? null,
      quote: quoteToJson(quoted),
      holdMicros,
      queue,
      expires_seconds: expires,
      idempotency_key: idempotencyKey,
      fingerprint: idempotencyKey === null ? null : fingerprint(dialect.name, command),
    };
    // A body may come, and media be fetched, for half a minute each.
    await askAgain?.();
    const gone = caller?.isGone();
    if (typeof gone === 'object' ? await gone : gone) throw callerLeft();
    const outcome = await batcher.add({ item, caller });
    if (outcome === 'held') throw walletHeld();
    if (outcome === 'gone') throw callerLeft();
    switch (outcome.kind) {
      case 'accepted':
        return { row: acceptedRow(item, outcome.createdMs), replayed: false };
      case 'repeated':
        return replay(who, outcome.earlier, item.fingerprint);
      case 'short':
        throw await parts.affordable.refusal(who, holdMicros);
      case 'limited':
        throw await limitRefusal(parts.database, { ...who, endUser: request.endUser }, holdMicros);
    }
  }

  return async (who, submission) => {
    const { idempotencyKey: key } = submission;
    if (key === null) return submitNew(who, submission, submission.decode());
    const { accountId, mode } = who;
    const turn = submission.turn ?? (await earlier.take({ accountId, mode, operation, key }));
    let isMade = false;
    try {
      if (turn.known) return await replay(who, turn.known, fingerprintOrNull(submission));
      turn.keep();
      const submitted = await submitNew(who, submission, submission.decode());
      isMade = true;
      return submitted;
    } finally {
      turn.end(isMade);
    }
  };
}

/** Null for a request that does not decode: it is certainly not the earlier one. */
function fingerprintOrNull({ dialect, decode }: Submission): string | null {
  try {
    return fingerprint(dialect.name, decode());
  } catch {
    return null;
  }
}

function metadataOf({ metadata, metadataText }: CreateCommand): string | null {
  return metadataText ?? (metadata ? JSON.stringify(metadata) : null);
}

function checkCallback(parts: SubmitParts, dialect: Origin, { callbackUrl }: CreateCommand): void {
  if (callbackUrl === undefined) return;
  const trouble = parts.checkCallbackUrl(callbackUrl);
  if (trouble === null) return;
  const field = dialect.callback?.field ?? 'callback_url';
  throw refuse('invalid_parameter', `${field}: ${trouble}`, { field });
}

/** Pictures as phones keep them: the studio has no decoder for HEVC. */
const undrawable: ReadonlySet<string> = new Set(['image/heic', 'image/heif']);

function refuseUndrawable({ media }: PlannedRequest): void {
  const medium = media.find(({ contentType }) => undrawable.has(contentType));
  if (!medium) return;
  const { field, contentType } = medium;
  throw refuse(
    'media_invalid',
    `${field} is ${contentType}, which only a connected provider can read: send it as JPEG or PNG.`,
    { field },
  );
}

/** As `submit_tasks` takes it: see `server/sql/functions/`. */
interface SubmitItem {
  id: string;
  account_id: string;
  key_id: string;
  mode: 'live' | 'test';
  dialect: string;
  model: string;
  request: PlannedRequest;
  metadata: TaskRow['metadata'];
  callback_url: string | null;
  quote: object;
  /** The most that it can cost: what is quoted, and held until it ends. */
  holdMicros: bigint;
  queue: string;
  expires_seconds: number;
  idempotency_key: string | null;
  fingerprint: string | null;
}

type SubmitOutcome =
  | { kind: 'accepted'; createdMs: number }
  | { kind: 'short' | 'limited' }
  | { kind: 'repeated'; earlier: EarlierRequest };

const submitBatch = 256;

const operation = 'tasks.create';

interface PendingSubmission {
  item: SubmitItem;
  caller: Caller | undefined;
}

type Answer = SubmitOutcome | 'held' | 'gone';

function createSubmitBatcher({ database, wake }: SubmitParts): Batcher<PendingSubmission, Answer> {
  const wallets = createHeldWallets(database);
  return createBatcher<PendingSubmission, Answer>({
    maxItems: submitBatch,
    failsWhole,
    keyOf: ({ item: { account_id: accountId, mode, idempotency_key: key } }) =>
      key === null ? null : nameOf({ accountId, mode, operation, key }),
    async run(waiting) {
      // Where the database is slow, clients have left while they waited for this batch.
      const isHere = waiting.map(({ caller }) => caller?.isGone() !== true);
      const items = waiting.flatMap(({ item }, index) => (isHere[index] ? item : []));
      if (items.length === 0) return waiting.map(() => 'gone');
      const outcomes = await withoutHeld(
        wallets,
        items,
        (some) => Promise.resolve(some.map((item) => item.account_id)),
        (some) => submitTasks(database, some),
      );
      wake.tell('dispatch');
      let next = 0;
      // As many outcomes as items were run, in their order.
      return isHere.map((here) => (here ? (outcomes[next++] as Answer) : 'gone'));
    },
    refused: () => {
      throw refuse(
        'malformed_body',
        'The request holds a value that cannot be stored; check its texts and numbers. Nothing was charged.',
      );
    },
  });
}

async function submitTasks(
  database: Database,
  items: readonly SubmitItem[],
): Promise<SubmitOutcome[]> {
  // By account, and within an account as they came: sorting is stable.
  const sorted = [...items].sort(byAccount);
  const { rows } = await database.submits.query<{
    item_id: string;
    outcome: 'accepted' | 'short' | 'limited' | 'repeated';
    task_id: string | null;
    earlier: Buffer | null;
    created_ms: number | null;
  }>({
    name: 'submit tasks',
    text: `
select item_id, outcome, task_id, earlier,
   (extract(epoch from created_at) * 1000)::float8 as created_ms
  from submit_tasks($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::jsonb)`,
    values: [
      sorted.map((item) => item.id),
      sorted.map((item) => item.account_id),
      sorted.map((item) => item.mode),
      sorted.map((item) => microsToJson(item.holdMicros)),
      sorted.map((item) => item.queue),
      sorted.map((item) => item.idempotency_key),
      JSON.stringify(sorted.map(written)),
    ],
  });
  const byId = new Map(rows.map((row) => [row.item_id, row]));
  return items.map((item) => {
    const row = byId.get(item.id);
    if (row?.outcome === 'accepted') {
      return { kind: 'accepted', createdMs: row.created_ms ?? 0 };
    }
    if (row?.outcome === 'repeated' && row.task_id !== null && row.earlier !== null) {
      const known = { subjectId: row.task_id, fingerprint: row.earlier.toString('hex') };
      return { kind: 'repeated', earlier: known };
    }
    // An account without a wallet gets no row: it has no credits either.
    return { kind: row?.outcome === 'limited' ? 'limited' : 'short' };
  });
}

/** Two columns of the task begin as one number: the quote stays, and the hold ends with the task. */
function written({ holdMicros, ...item }: SubmitItem): object {
  const micros = microsToJson(holdMicros);
  return { ...item, quote_micros: micros, held_micros: micros };
}

function byAccount(a: SubmitItem, b: SubmitItem): number {
  if (a.account_id === b.account_id) return 0;
  return a.account_id < b.account_id ? -1 : 1;
}

function acceptedRow(item: SubmitItem, createdMs: number): TaskRow {
  return {
    id: item.id,
    account_id: item.account_id,
    key_id: item.key_id,
    dialect: item.dialect,
    mode: item.mode,
    model: item.model,
    state: 'queued',
    progress: 0,
    request: item.request,
    metadata: item.metadata,
    quote_micros: item.holdMicros,
    charged_micros: null,
    refunded_micros: 0n,
    output: null,
    failure: null,
    created_ms: createdMs,
    updated_ms: createdMs,
    finished_ms: null,
    expires_seconds: item.expires_seconds,
  };
}

const poolBytes = 4_096;
const idBytes = 10;
const pool = Buffer.alloc(poolBytes);
let poolUsed = poolBytes;

/** Random bytes are drawn in bulk: one draw an id was 6 % of the profile. */
function randomBytes10(): Uint8Array {
  if (poolUsed + idBytes > poolBytes) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += idBytes;
  return Uint8Array.from(pool.subarray(poolUsed - idBytes, poolUsed));
}
