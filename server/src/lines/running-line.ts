import { isToldTrouble } from '../media/store/store-trouble.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { AssetWay, Dialect } from '../dialects/mechanism.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { MediaStore } from '../media/store/store.ts';
import type { Database } from '../postgres/database.ts';
import type { Topic, Wake } from '../work/wake.ts';
import { isUpstreamIdTaken } from '../tasks/attempts.ts';
import { dueLooks } from '../tasks/open-attempts.ts';
import { familyQueue } from '../work/queues.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { Settler } from '../tasks/settle.ts';
import { absorb } from '../making/absorb.ts';
import type { OpenLine } from './book/registry.ts';
import type { Breakers } from './routing/breaker.ts';
import { createCollector, type Collector } from '../making/collect.ts';
import { createCreates } from './routing/creates.ts';
import { lineCosts, type Currencies } from './cost/cost.ts';
import type { Upstream } from './routing/upstream.ts';
import { follow, type QueueOf } from '../making/follow.ts';
import { createLineClient, callKey } from './http/client.ts';
import { modelFor } from './routing/eligible.ts';
import { cannotTake } from './http/http-create.ts';
import { createHttpLine } from './http/http-line.ts';
import type { HttpLineParts } from './http/parts.ts';
import { createLengths } from '../making/lengths.ts';
import { createLineAssets, type LineAssets } from './http/line-assets.ts';
import { lineFetch, type LineFetch } from './http/line-fetch.ts';
import { assetWayOf, type CallKind, type Line } from './book/line.ts';
import { startLoop, type Loop, type Turned } from '../work/loop.ts';
import { linePatience, type LineParts } from '../making/parts.ts';
import { takeCalls } from './http/rates.ts';
import { createTroubles } from '../making/troubles.ts';
import { acceptedBefore } from './http/witnesses.ts';

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
  /** As it is now: what is begun with an older one goes on with that. */
  upstream(): Upstream;
  /** Takes what was changed about it, and interrupts nothing. False: nobody speaks its dialect any more. */
  change(open: OpenLine): boolean;
  /** What is under way is cut. */
  stop(): Promise<void>;
}

/** What hangs on where a line leads and with which key. */
interface Reach {
  dialect: Dialect;
  fetch: LineFetch;
  assetsOf(way: AssetWay): LineAssets;
  parts: LineParts;
  collector: Collector;
}

/** Null where nobody speaks its dialect any more. */
export function startLine(
  options: LineRunParts,
  breakers: Breakers,
  first: OpenLine,
): RunningLine | null {
  const { database, wake, log } = options;
  let open = first;
  // Whatever works for the line reads its settings here at each use: a change is written into it.
  const line: Line = { ...first.line };
  const troubles = createTroubles(database, line, log);
  const lengths = createLengths(database, line.id);
  const creates = createCreates();
  const preparing = new Set<string>();
  const former = new Set<LineFetch>();
  const mayCall = async (kind: CallKind): Promise<boolean> => {
    const { taken, waitSeconds } = await takeCalls(database, line, kind, 1, callWaitSeconds);
    if (taken > 0 && waitSeconds > 0) await wait(waitSeconds * 1_000);
    return taken > 0;
  };

  function reachOf({ line: { dialect: name, baseUrl }, secret }: OpenLine): Reach | null {
    const dialect = options.dialects.get(name);
    if (!dialect) {
      log.error({ line: line.name, dialect: name }, 'a line speaks no dialect that is known');
      return null;
    }
    const fetch = lineFetch(line, options.fetch, callKey({ dialect, secret }));
    const client = createLineClient({ dialect, baseUrl, secret, fetch });
    const assetsOf = (way: AssetWay): LineAssets =>
      createLineAssets({
        database,
        place: { lineId: line.id, way },
        calls: dialect.assetWays?.[way] ?? null,
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
      acceptedBefore: (atMs, isFlex) => acceptedBefore(database, line.id, atMs, isFlex),
      mediaUrl: options.mediaUrl,
      callbackUrl: (attemptId) =>
        line.callbacks && dialect.callback ? options.callbackUrl(attemptId) : null,
      trouble: troubles.note,
      log,
    });
    const parts: LineParts = {
      names: { line: dialect.fields, of: (spoken) => options.dialects.get(spoken)?.fields },
      ...options,
      driver,
      fetch,
      ended(family, end) {
        breakers.ended(line.id, family, end);
        if (end === 'accepted') creates.accepted();
      },
      lengths,
      costs: lineCosts(line, options.currencies),
      get rerunFailed() {
        return line.rerunFailed;
      },
      patience: linePatience,
      trouble: troubles.note,
    };
    return { dialect, fetch, assetsOf, parts, collector: createCollector(parts) };
  }

  const firstReach = reachOf(first);
  if (firstReach === null) return null;
  let reach = firstReach;
  lengths.load().catch((error: unknown) => {
    log.warn({ line: line.name, error: String(error) }, 'how long its tasks take was not read');
  });
  const queueOf: QueueOf = ({ request }) => familyQueue(request.family);
  const { queue, lostQueue } = reach.parts.driver;
  const loop = (name: string, topic: Topic, of: string, turn: () => Promise<Turned>): Loop =>
    startLoop({
      name: `${name} ${line.name}`,
      topic,
      queue: of,
      everyMs: idleMs,
      turn,
      wake,
      log,
      isTold: isToldTrouble,
    });
  const loops = [
    loop('follow', 'follow', queue, async () => {
      const { due, nextSeconds } = await dueLooks(database, 'follow', queue, countedMax);
      if (due === 0) return { restMs: (nextSeconds ?? Infinity) * 1_000 };
      const { parts } = reach;
      const room = await parts.driver.mayLook(due);
      if (room.most === 0) return room;
      return (await follow(parts, { queue, most: room.most, queueOf })) > 0;
    }),
    loop('find', 'follow', lostQueue, async () => {
      await troubles.flush();
      const found = await follow(reach.parts, { queue: lostQueue, most: lostMax, queueOf });
      return found === lostMax;
    }),
    loop('collect', 'collect', queue, () => reach.collector.turn()),
    loop('absorb', 'absorb', queue, () => absorb(reach.parts)),
  ];

  function upstreamOf(): Upstream {
    const { dialect, parts, assetsOf } = reach;
    const now = open.line;
    return {
      line: now,
      parts,
      creates,
      preparing,
      takeCreates: (wanted, horizonSeconds) =>
        takeCalls(database, now, 'create', wanted, horizonSeconds),
      assetsFor: (request) => {
        const way = wayFor(now, request);
        return way && assetsOf(way);
      },
      cannotTake: (request) =>
        cannotTake({ line: now, dialect, mediaUrl: options.mediaUrl }, request),
    };
  }
  let upstream = upstreamOf();

  return {
    upstream: () => upstream,
    change(next) {
      if (isDeepStrictEqual(next, open)) return true;
      const leadsElsewhere = accessOf(next) !== accessOf(open);
      Object.assign(line, next.line);
      open = next;
      if (leadsElsewhere) {
        const nextReach = reachOf(next);
        if (nextReach === null) return false;
        const { fetch } = reach;
        former.add(fetch);
        void fetch.retire().finally(() => former.delete(fetch));
        reach = nextReach;
        // What was refused there says nothing about this.
        breakers.forget(line.id);
      }
      upstream = upstreamOf();
      return true;
    },
    async stop() {
      await Promise.all(loops.map((one) => one.stop()));
      await troubles.flush();
      await Promise.all([reach.fetch, ...former].map((fetch) => fetch.close()));
    },
  };
}

/** Another one is reached by connections of its own. */
function accessOf({ line, secret }: OpenLine): string {
  return JSON.stringify([line.dialect, line.baseUrl, line.allowPrivateHost, secret]);
}

/** How a request's media are made assets of the line; null where it takes our addresses. */
function wayFor(line: Line, request: PlannedRequest): AssetWay | null {
  if (request.media.length === 0) return null;
  const model = modelFor(line, request);
  return 'reason' in model ? null : assetWayOf(model);
}

/** A call that would have to wait longer than this is not made now. */
const callWaitSeconds = 2;
