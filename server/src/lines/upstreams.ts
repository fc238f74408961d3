import type { Logger } from 'pino';
import type { Dialect } from '../dialects/mechanism.ts';
import { familyNames } from '../generation/families.ts';
import type { FamilyName } from '../generation/families.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { MediaStore } from '../media/store.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../postgres/wake.ts';
import { familyQueue } from '../tasks/queues.ts';
import type { Settler } from '../tasks/settle.ts';
import type { LineBook, OpenLine } from './book.ts';
import { createBreakers, type Breakers } from './breaker.ts';
import { collect } from './collect.ts';
import { dispatchLive, type Upstream } from './dispatch-live.ts';
import { follow } from './follow.ts';
import { cannotTake, createHttpLine, type HttpLineParts } from './http-line.ts';
import { lineFetch } from './line-fetch.ts';
import { startLoop, type Loop } from './loop.ts';
import { linePatience, type LineParts } from './parts.ts';
import { takeCall } from './rates.ts';

export interface UpstreamParts {
  database: Database;
  settler: Settler;
  store: MediaStore;
  wake: Wake;
  fetch: GuardedFetch;
  book: LineBook;
  dialects: ReadonlyMap<string, Dialect>;
  mediaUrl: HttpLineParts['mediaUrl'];
  callbackUrl(attemptId: string): string;
  log: Logger;
}

const lookMs = 1_000;

/**
 * Runs dispatch, follow and collect for every line of the book, and goes with it as lines come, change
 * and go. Each line has loops of its own: a line that hangs delays no other.
 */
export function startUpstreams(options: UpstreamParts): { stop(): Promise<void> } {
  const { book, log, wake } = options;
  const breakers = createBreakers();
  const running = new Map<string, RunningLine>();
  let stopped = false;

  function sync(): void {
    if (stopped) return;
    const lines = new Map(book.lines().map((open) => [open.line.id, open]));
    for (const [id, one] of running) {
      const open = lines.get(id);
      if (open && JSON.stringify(open) === one.fingerprint) continue;
      running.delete(id);
      void one.stop();
    }
    for (const [id, open] of lines) {
      if (running.has(id)) continue;
      const started = startLine(options, breakers, open);
      if (started) running.set(id, started);
    }
  }
  sync();
  book.onChange(sync);

  const parts = {
    database: options.database,
    breakers,
    random: Math.random,
    upstreams: () => [...running.values()].map(({ upstream }) => upstream),
  };
  const served = (): FamilyName[] => familyNames.filter((name) => book.serves(name));
  const dispatching = startLoop({
    name: 'dispatch to lines',
    topic: 'dispatch',
    everyMs: lookMs,
    wake,
    log,
    async turn() {
      const sent = await Promise.all(served().map((family) => dispatchLive(parts, family)));
      return sent.some((count) => count > 0);
    },
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all([dispatching.stop(), ...[...running.values()].map((one) => one.stop())]);
    },
  };
}

interface RunningLine {
  fingerprint: string;
  upstream: Upstream;
  stop(): Promise<void>;
}

/** Null where nobody speaks its dialect any more. */
function startLine(options: UpstreamParts, breakers: Breakers, open: OpenLine): RunningLine | null {
  const { line, secret } = open;
  const { database, wake, log } = options;
  const dialect = options.dialects.get(line.dialect);
  if (!dialect) {
    log.error({ line: line.name, dialect: line.dialect }, 'a line speaks no dialect that is known');
    return null;
  }
  const fetch = lineFetch(line, options.fetch);
  const driver = createHttpLine({
    line,
    dialect,
    secret,
    fetch,
    mayCall: (kind) => takeCall(database, line, kind),
    mediaUrl: options.mediaUrl,
    callbackUrl: (attemptId) =>
      line.callbacks && dialect.callback ? options.callbackUrl(attemptId) : null,
    onUnknownWord(about) {
      log.warn({ line: line.name, about }, 'an upstream said a word that nobody knows');
    },
    log,
  });
  const parts: LineParts = {
    ...options,
    driver,
    fetch,
    ended(family, end) {
      breakers.ended(line.id, family, end);
    },
    patience: linePatience,
  };
  const loop = (name: string, topic: 'follow' | 'settled', turn: () => Promise<boolean>): Loop =>
    startLoop({ name: `${name} ${line.name}`, topic, everyMs: lookMs, turn, wake, log });
  const loops = [
    loop('follow', 'follow', async () => {
      await follow(parts, ({ request }) => familyQueue(request.family));
      return false;
    }),
    loop('collect', 'settled', async () => (await collect(parts)) > 0),
  ];
  return {
    fingerprint: JSON.stringify(open),
    upstream: {
      line,
      parts,
      mayCreate: () => takeCall(database, line, 'create'),
      cannotTake: (request) => cannotTake({ line, dialect, mediaUrl: options.mediaUrl }, request),
    },
    async stop() {
      await Promise.all(loops.map((one) => one.stop()));
      await fetch.close();
    },
  };
}
