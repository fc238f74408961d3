import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Dialect, WireCall } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { FetchRefusal, type GuardedFetch } from '../media/fetch.ts';
import type { Database } from '../postgres/database.ts';
import { unsealWith, type Keys } from '../postgres/seal.ts';
import { urlAt } from '../lines/book/base-url.ts';
import type { OpenLine } from '../lines/book/registry.ts';
import { callKey } from '../lines/http/client.ts';
import { findFormer, type FormerTask } from './former-access.ts';
import { judge, type FormerAnswer, type Judged, type TaskOperation } from './former-answer.ts';
import { isFormerTaskId, sealName, type FormerPlatform } from './former-store.ts';
import { lineFetch, type LineFetch } from '../lines/http/line-fetch.ts';
import type { Line } from '../lines/book/line.ts';
import { takeCalls, type TakenCalls } from '../lines/http/rates.ts';

/** Whose task is asked for, and by which words. */
export interface FormerQuestion {
  accountId: string;
  id: string;
  dialect: Dialect;
  operation: TaskOperation;
  /** It has passed the operation's schemas. */
  call: WireCall;
}

/**
 * Reads tasks through that accounts made before they came here. Nothing is asked for a task that may not be
 * read through; see `findFormer`. All of it throws ProblemError `overloaded`, and never says that a task is
 * missing, where the former platform does not say so itself: a client would submit the task again.
 */
export interface FormerPlatforms {
  /** The former platform that may be asked for a task, of those that speak one of `dialects`. */
  mayAsk(task: FormerTask): Promise<FormerPlatform | null>;
  /** Null where the task may not be read through, or is missing there as well. */
  ask(question: FormerQuestion): Promise<FormerAnswer | null>;
  /** As `ask`, with what the client will not see. */
  consult(question: FormerQuestion): Promise<Consulted | null>;
  close(): Promise<void>;
}

interface Consulted {
  access: FormerAccess;
  answer: FormerAnswer;
  /** The JSON of the answer. */
  body: unknown;
}

/** How a former platform is reached. */
export interface FormerAccess {
  baseUrl: string;
  /** Headers with the key. */
  headers: Record<string, string>;
  secret: string | null;
  fetch: Pick<GuardedFetch, 'call' | 'download'>;
  /** The line whose key this is: its rates hold; null for the account's own key. */
  line: Line | null;
}

export interface FormerParts {
  database: Database;
  /** Of the line book. */
  lines(): readonly OpenLine[];
  fetch: Pick<GuardedFetch, 'call' | 'download'>;
  /** Derived for `formerKeyPurpose`. */
  keys: Keys;
  log: Logger;
}

/** A client waits meanwhile. */
const callMs = 10_000;
/** A task with a long prompt is a few kilobytes. */
const answerBytesMax = 1_048_576;

export function createFormerPlatforms(parts: FormerParts): FormerPlatforms {
  const { database, log } = parts;
  const doorOf = createDoors(parts);

  const mayAsk = async (task: FormerTask): Promise<FormerPlatform | null> =>
    isFormerTaskId(task.id) ? findFormer(database, task) : null;

  async function consult(question: FormerQuestion): Promise<Consulted | null> {
    const { dialect } = question;
    const former = await mayAsk({ ...question, dialects: [dialect.name] });
    if (!former) return null;
    const access = doorOf.access(former, dialect);
    if ('trouble' in access) throw silent(former, access.trouble);
    const judged = await speak(former, access, question);
    switch (judged.kind) {
      case 'told':
        return { access, answer: judged.answer, body: judged.body };
      case 'missing':
        return null;
      case 'unavailable':
        throw silent(former, judged.reason);
    }
  }

  async function speak(
    former: FormerPlatform,
    access: FormerAccess,
    { dialect, operation, call, id }: FormerQuestion,
  ): Promise<Judged> {
    await takeTurn(database, former, access, operation);
    try {
      const answered = await access.fetch.call(urlAt(access.baseUrl, operation.path, call), {
        method: operation.method,
        headers: { accept: 'application/json', ...access.headers },
        totalMs: callMs,
        answerBytesMax,
      });
      return judge(answered, dialect, operation, access.secret, id);
    } catch (error) {
      if (!(error instanceof FetchRefusal)) throw error;
      return { kind: 'unavailable', reason: error.message };
    }
  }

  function silent({ id, accountId, dialect }: FormerPlatform, reason: string): Error {
    log.warn(
      { former: id, accountId, dialect, reason },
      'a former platform tells nothing of a task',
    );
    return refuse(
      'overloaded',
      'There is no such task here, and the platform that served this account before, which may have it, tells nothing of it at the moment. Ask again shortly; a task is not lost by this, so do not submit it anew.',
      { retryAfterSeconds: 5 },
    );
  }

  return {
    mayAsk,
    ask: async (question) => (await consult(question))?.answer ?? null,
    consult,
    close: () => doorOf.close(),
  };
}

/** A client waits no longer than this for its turn. */
const turnSeconds = 2;

/** Waits for one of the account's calls and, with a line's key, for one of the line's. */
async function takeTurn(
  database: Database,
  former: FormerPlatform,
  { line }: FormerAccess,
  { does }: TaskOperation,
): Promise<void> {
  const kind = does === 'get' ? 'get' : 'cancel';
  const ofAccount = { id: former.id, callRates: { get: former.callsPerSecond } };
  await waitFor(await takeCalls(database, ofAccount, 'get', 1, turnSeconds));
  if (line) await waitFor(await takeCalls(database, line, kind, 1, turnSeconds));
}

async function waitFor({ taken, waitSeconds }: Pick<TakenCalls, 'taken' | 'waitSeconds'>) {
  if (taken > 0) return wait(waitSeconds * 1_000);
  throw refuse(
    'overloaded',
    'Too many tasks of the platform that served this account before are asked for at once: ask for this one again shortly.',
    { retryAfterSeconds: 2 },
  );
}

interface Doors {
  /** How it is reached, or why it cannot be: a sentence for operators. */
  access(former: FormerPlatform, dialect: Dialect): FormerAccess | { trouble: string };
  close(): Promise<void>;
}

function createDoors({ lines, fetch, keys }: FormerParts): Doors {
  /** By address, which several accounts may share, each with its key: to reach a private host needs connections of its own. */
  const own = new Map<string, LineFetch>();
  const fetchFor = (target: Pick<Line, 'baseUrl' | 'allowPrivateHost'>): LineFetch => {
    const name = `${String(target.allowPrivateHost)} ${target.baseUrl}`;
    const made = own.get(name) ?? lineFetch(target, fetch, {});
    own.set(name, made);
    return made;
  };
  return {
    access(former, dialect) {
      const open = lines().find(({ line }) => line.id === former.lineId);
      const place = open?.line ?? former;
      const { baseUrl, allowPrivateHost } = place;
      if (baseUrl === null) return { trouble: 'Its line was removed.' };
      if (place.dialect !== former.dialect)
        return { trouble: 'Its line speaks another dialect now.' };
      const { keySealed } = former;
      const ownKey = keySealed && unsealWith(keys, sealName(former), keySealed);
      if (keySealed !== null && ownKey === null) {
        return { trouble: 'Its key does not open with this FILMGATE_SECRET: store it anew.' };
      }
      const secret = ownKey ?? open?.secret ?? null;
      return {
        baseUrl,
        headers: callKey({ dialect, secret }),
        secret,
        fetch: fetchFor({ baseUrl, allowPrivateHost }),
        line: ownKey === null ? (open?.line ?? null) : null,
      };
    },
    async close() {
      await Promise.all([...own.values()].map((one) => one.close()));
    },
  };
}
