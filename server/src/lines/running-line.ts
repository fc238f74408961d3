import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Dialect } from '../dialects/mechanism.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { MediaStore } from '../media/store.ts';
import type { Database } from '../postgres/database.ts';
import type { Topic, Wake } from '../postgres/wake.ts';
import { isUpstreamIdTaken } from '../tasks/attempts.ts';
import { dueLooks } from '../tasks/open-attempts.ts';
import { familyQueue } from '../tasks/queues.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Settler } from '../tasks/settle.ts';
import { absorb } from './absorb.ts';
import type { OpenLine } from './book.ts';
import type { Breakers } from './breaker.ts';
import { createCollector } from './collect.ts';
import { lineCosts, type Currencies } from './cost.ts';
import type { Upstream } from './dispatch-live.ts';
import { follow, type QueueOf } from './follow.ts';
import { createLineClient, keyOf } from './client.ts';
import { modelFor } from './eligible.ts';
import { cannotTake } from './http-create.ts';
import { createHttpLine, type HttpLineParts } from './http-line.ts';
import { createLengths } from './lengths.ts';
import { createLineAssets, type LineAssets } from './line-assets.ts';
import { lineFetch } from './line-fetch.ts';
import { assetWayOf, type AssetWay, type CallKind, type Line } from './line.ts';
import { startLoop, type Loop, type Turned } from './loop.ts';
import { linePatience, type LineParts } from './parts.ts';
import { takeCalls } from './rates.ts';
import { createTroubles } from './troubles.ts';
import { acceptedBefore } from './witnesses.ts';

/** What lines run with. */
export interface LineRunParts {
  database: Database;
  settler: Settler;
  store: MediaStore;
  wake: Wake;
  fetch: GuardedFetch;
  dialects: ReadonlyMap<string, Dialect>;
  mediaUrl: HttpLineParts['mediaUrl'];
  callbackUrl(attemptId: string): string;
  /** What the money of upstreams is worth. */
  currencies: Currencies;
  log: Logger;
}

/** Lines look by themselves so often where nothing is due; what is new wakes them. */
const idleMs = 5_000;
/** Attempts whose answer was lost that are looked for at once. */
const lostMax = 256;
/** More are not counted: a list names no more. */
const countedMax = 200;

/** A line with its loops. */
export interface RunningLine {
  fingerprint: string;
  upstream: Upstream;
  stop(): Promise<void>;
}

/** Null where nobody speaks its dialect any more. */
export function startLine(
  options: LineRunParts,
  breakers: Breakers,
  open: OpenLine,
): RunningLine | null {
  const { line, secret } = open;
  const { database, wake, log } = options;
  const dialect = options.dialects.get(line.dialect);
  if (!dialect) {
    log.error({ line: line.name, dialect: line.dialect }, 'a line speaks no dialect that is known');
    return null;
  }
  const fetch = lineFetch(line, options.fetch, keyOf({ dialect, secret }));
  const troubles = createTroubles(database, line, log);
  const mayCall = async (kind: CallKind): Promise<boolean> => {
    const { taken, waitSeconds } = await takeCalls(database, line, kind, 1, callWaitSeconds);
    if (taken > 0 && waitSeconds > 0) await wait(waitSeconds * 1_000);
    return taken > 0;
  };
  const client = createLineClient({ dialect, baseUrl: line.baseUrl, secret, fetch });
  const assetsOf = (way: AssetWay): LineAssets =>
    createLineAssets({
      database,
      place: { lineId: line.id, way },
      client,
      mediaUrl: options.mediaUrl,
      mayCall: () => mayCall('get'),
    });
  const driver = createHttpLine({
    line,
    dialect,
    secret,
    fetch,
    mayCall,
    assetsOf,
    takeNow: (kind, wanted) => takeCalls(database, line, kind, wanted, 0),
    isTaken: (upstreamId) => isUpstreamIdTaken(database, line.id, upstreamId),
    acceptedBefore: (atMs) => acceptedBefore(database, line.id, atMs),
    mediaUrl: options.mediaUrl,
    callbackUrl: (attemptId) =>
      line.callbacks && dialect.callback ? options.callbackUrl(attemptId) : null,
    trouble: troubles.note,
    log,
  });
  const lengths = createLengths(database, line.id);
  lengths.load().catch((error: unknown) => {
    log.warn({ line: line.name, error: String(error) }, 'how long its tasks take was not read');
  });
  const parts: LineParts = {
    ...options,
    driver,
    fetch,
    ended(family, end) {
      breakers.ended(line.id, family, end);
    },
    lengths,
    costs: lineCosts(line, options.currencies),
    rerunFailed: line.rerunFailed,
    patience: linePatience,
    trouble: troubles.note,
  };
  const collector = createCollector(parts);
  const queueOf: QueueOf = ({ request }) => familyQueue(request.family);
  const { queue } = driver;
  const loop = (name: string, topic: Topic, of: string, turn: () => Promise<Turned>): Loop =>
    startLoop({
      name: `${name} ${line.name}`,
      topic,
      queue: of,
      everyMs: idleMs,
      turn,
      wake,
      log,
    });
  const loops = [
    loop('follow', 'follow', queue, async () => {
      const { due, nextSeconds } = await dueLooks(database, 'follow', queue, countedMax);
      if (due === 0) return { restMs: (nextSeconds ?? Infinity) * 1_000 };
      const room = await driver.mayLook(due);
      if (room.most === 0) return room;
      return (await follow(parts, { queue, most: room.most, queueOf })) > 0;
    }),
    loop('find', 'follow', driver.lostQueue, async () => {
      await troubles.flush();
      const found = await follow(parts, { queue: driver.lostQueue, most: lostMax, queueOf });
      return found === lostMax;
    }),
    loop('collect', 'collect', queue, () => collector.turn()),
    loop('absorb', 'absorb', queue, () => absorb(parts)),
  ];
  return {
    fingerprint: JSON.stringify(open),
    upstream: {
      line,
      parts,
      creating: 0,
      takeCreates: (wanted, horizonSeconds) =>
        takeCalls(database, line, 'create', wanted, horizonSeconds),
      assetsFor: (request) => {
        const way = wayFor(line, request);
        return way && assetsOf(way);
      },
      cannotTake: (request) => cannotTake({ line, dialect, mediaUrl: options.mediaUrl }, request),
    },
    async stop() {
      await Promise.all(loops.map((one) => one.stop()));
      await troubles.flush();
      await fetch.close();
    },
  };
}

/** How a request's media are made assets of the line; null where it takes our addresses. */
function wayFor(line: Line, request: PlannedRequest): AssetWay | null {
  if (request.media.length === 0) return null;
  const model = modelFor(line, request);
  return 'reason' in model ? null : assetWayOf(model);
}

/** A call that would have to wait longer than this is not made now. */
const callWaitSeconds = 2;
