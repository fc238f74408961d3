import type { Logger } from 'pino';
import type { Database } from '../postgres/database.ts';
import { writeDivided } from '../postgres/divide.ts';
import { isTransient } from '../postgres/transient.ts';
import { createTally } from './tally.ts';
import { writeCounts, writeRequests, type Counted, type LoggedRequest } from './write.ts';

/** What the log of requests is told. Nobody waits for it. */
export interface RequestLog {
  /** A read that was answered. */
  count(read: Counted): void;
  /**
   * Everything else. Counted alone are refusals of which an account has too many, and what comes while there is no room
   * for more.
   */
  write(request: LoggedRequest): void;
  /** Writes what is not written yet, if that can be. */
  close(): Promise<void>;
}

export interface RequestLogBounds {
  /** Of what waits to be written. */
  rowsMost: number;
  bytesMost: number;
  /** Of what waits of one account, so that nobody keeps out all others. */
  rowsOfAccountMost: number;
  /** Of an account, in this process: who repeats what is refused may do so many times. */
  refusalsAMinute: number;
  /** Of callers and routes that are counted. */
  countsMost: number;
  /** Between two writes of requests, and of counts. */
  writeEveryMs: number;
  countEveryMs: number;
  /** After a trouble with the database. */
  restMs: number;
}

const usual: RequestLogBounds = {
  rowsMost: 8_000,
  bytesMost: 16 * 2 ** 20,
  rowsOfAccountMost: 4_000,
  refusalsAMinute: 600,
  countsMost: 20_000,
  writeEveryMs: 1_000,
  countEveryMs: 10_000,
  restMs: 5_000,
};

const batchMost = 250;
const minuteMs = 60_000;
/** What a row takes beside its texts. */
const rowBytes = 500;
/** Between two words about what is missing. */
const tellEveryMs = 60_000;

export interface RequestLogParts {
  database: Pick<Database, 'claims'>;
  log: Pick<Logger, 'warn' | 'error'>;
  bounds?: Partial<RequestLogBounds>;
  nowMs?: () => number;
}

/**
 * Gathers requests in memory, within bounds, and writes them in batches. A database that cannot be reached is tried
 * again; what there is no room for meanwhile is counted, and told in our own log.
 */
export function createRequestLog({
  database,
  log,
  bounds: given,
  nowMs = Date.now,
}: RequestLogParts): RequestLog {
  const bounds = { ...usual, ...given };
  const tally = createTally(bounds.countsMost, nowMs);
  const refusals = createRefusals(bounds.refusalsAMinute, nowMs);
  const waiting = createWaitingRows(bounds);
  let countedAtMs = nowMs();
  let missing = 0;
  let toldAtMs = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  /** From a trouble with the database until it is tried again. */
  let isResting = false;

  /** One write at a time: at its end it arms the next. */
  function arm(ms: number): void {
    if (!isWriting) timer ??= setTimeout(begin, ms).unref();
  }

  function begin(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!isWriting) writing = writeAll();
  }

  /** Never rejects. */
  async function writeAll(): Promise<void> {
    isWriting = true;
    isResting = false;
    try {
      for (let batch = waiting.next(); batch.length > 0; batch = waiting.next()) {
        await lasting(batch.length, waiting.drop, async () => {
          const refused = await writeDivided(batch, (rows) => writeRequests(database, rows));
          missing += refused.length;
        });
      }
      if (nowMs() - countedAtMs >= bounds.countEveryMs) await writeTally();
    } catch (error) {
      isResting = true;
      // Of a lost database its own health tells.
      if (!isTransient(error)) log.error({ error }, 'requests were not written to their log');
    }
    isWriting = false;
    tellMissing();
    if (!waiting.isEmpty() || !tally.isEmpty()) {
      arm(isResting ? bounds.restMs : bounds.writeEveryMs);
    }
  }

  async function writeTally(): Promise<void> {
    for (let batch = tally.due(batchMost); batch.length > 0; batch = tally.due(batchMost)) {
      await lasting(batch.length, tally.drop, () => writeCounts(database, batch));
    }
    countedAtMs = nowMs();
  }

  /** What will never be written does not stand in the way of what follows it. */
  async function lasting(
    count: number,
    drop: (count: number) => void,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isTransient(error)) {
        drop(count);
        missing += count;
      }
      throw error;
    }
    drop(count);
  }

  function tellMissing(): void {
    if (missing === 0 || nowMs() - toldAtMs < tellEveryMs) return;
    log.warn({ requests: missing }, 'requests are missing in their log');
    toldAtMs = nowMs();
    missing = 0;
  }

  function unlisted(request: LoggedRequest): boolean {
    arm(bounds.writeEveryMs);
    return tally.add('unlisted', request);
  }

  return {
    count(read) {
      if (!tally.add('reads', read)) missing += 1;
      arm(bounds.writeEveryMs);
    },
    write(request) {
      const isOften = request.status >= 400 && refusals.areMany(request.accountId);
      if (isOften) {
        if (!unlisted(request)) missing += 1;
        return;
      }
      if (waiting.add(request)) {
        // A whole batch waits for no time.
        if (waiting.size() >= batchMost && !isResting) begin();
        else arm(bounds.writeEveryMs);
        return;
      }
      unlisted(request);
      missing += 1;
    },
    async close() {
      await writing;
      countedAtMs = -Infinity;
      await writeAll();
      if (timer) clearTimeout(timer);
      missing += waiting.size();
      toldAtMs = -Infinity;
      tellMissing();
    },
  };
}

/** How many refusals of each account there were in this minute. */
function createRefusals(most: number, nowMs: () => number) {
  let minute = 0;
  let times = new Map<string, number>();
  return {
    areMany(accountId: string): boolean {
      const now = Math.floor(nowMs() / minuteMs);
      if (now !== minute) times = new Map();
      minute = now;
      const before = times.get(accountId) ?? 0;
      times.set(accountId, before + 1);
      return before >= most;
    },
  };
}

/** What waits to be written, within bounds, the oldest first. */
function createWaitingRows({ rowsMost, bytesMost, rowsOfAccountMost }: RequestLogBounds) {
  let rows: LoggedRequest[] = [];
  let bytes = 0;
  const ofAccounts = new Map<string, number>();
  return {
    add(request: LoggedRequest): boolean {
      const { accountId } = request;
      const ofAccount = ofAccounts.get(accountId) ?? 0;
      const size = bytesOf(request);
      const isFull = rows.length >= rowsMost || bytes + size > bytesMost;
      if (isFull || ofAccount >= rowsOfAccountMost) return false;
      rows.push(request);
      bytes += size;
      ofAccounts.set(accountId, ofAccount + 1);
      return true;
    },
    next: () => rows.slice(0, batchMost),
    drop(count: number): void {
      for (const request of rows.slice(0, count)) {
        bytes -= bytesOf(request);
        const left = (ofAccounts.get(request.accountId) ?? 1) - 1;
        if (left > 0) ofAccounts.set(request.accountId, left);
        else ofAccounts.delete(request.accountId);
      }
      rows = rows.slice(count);
    },
    size: () => rows.length,
    isEmpty: () => rows.length === 0,
  };
}

/** About what it takes in memory. */
function bytesOf({ path, detail, body }: LoggedRequest): number {
  return rowBytes + 2 * (path.length + (detail?.length ?? 0) + (body?.length ?? 0));
}
