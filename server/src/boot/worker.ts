import { isToldTrouble } from '../media/store/store-trouble.ts';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { createFetcher } from '../assets/fetcher.ts';
import type { AssetParts } from '../assets/parts.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import { makeClosedFolder } from '../media/local-files.ts';
import type { MediaStore } from '../media/store/store.ts';
import { hint } from '../work/claim.ts';
import { isTransient } from '../postgres/transient.ts';
import type { Database } from '../postgres/database.ts';
import type { Topic, Wake } from '../work/wake.ts';
import type { PeopleParts } from '../people/parts.ts';
import type { PriceBook } from '../pricing/book.ts';
import { sweepOutputs } from '../studio/outputs.ts';
import { createStudio } from '../studio/studio.ts';
import { studioQueue, studioQueuePrefix } from '../work/queues.ts';
import { createExporter } from '../tasks/records/exports/exporter.ts';
import type { Settler } from '../tasks/settle.ts';
import type { Config } from './config.ts';
import { housekeepingRules } from './housekeeping.ts';
import { openUpstreamIds } from '../lines/studio/open-outputs.ts';
import { createCollector } from '../making/collect.ts';
import { noCosts } from '../lines/cost/cost.ts';
import { dispatch } from '../making/dispatch.ts';
import { taskIdOf } from '../making/driver.ts';
import { follow } from '../making/follow.ts';
import { noLengths } from '../making/lengths.ts';
import { createPictureMaker } from '../making/pictures.ts';
import { startHousekeeping } from '../work/housekeeping.ts';
import { startLoop } from '../work/loop.ts';
import { takeOver, voidClaims } from '../work/take-over.ts';
import { studioPatience, type LineParts } from '../making/parts.ts';
import { createStudioLine, studioLookSeconds } from '../lines/studio/studio-line.ts';

export interface WorkerParts {
  config: Pick<Config, 'kept'>;
  database: Database;
  settler: Settler;
  store: MediaStore;
  fetch: GuardedFetch;
  assets: AssetParts;
  wake: Wake;
  log: Logger;
  studioDirectory: string;
  studioWorkers: number;
  /** No other process works on this database. */
  alone: boolean;
  people: Pick<PeopleParts, 'publicUrl' | 'outbox'>;
  book: Pick<PriceBook, 'version'>;
}

export interface Worker {
  /** Pids of the children that render now. */
  renderingPids(): number[];
  /** Ends renderings under way, whose tasks begin again at the next start. */
  stop(): Promise<void>;
}

const lookMs = 1_000;
const followMax = 256;
const takeOverMs = 2_000;
const leftOversMs = 60_000;

/** Runs dispatch, follow and collect for the studio of this process, fetches assets, makes pictures of films, and keeps house. */
export async function startWorker(options: WorkerParts): Promise<Worker> {
  const { database, wake, log, alone } = options;
  const instance = randomUUID();
  const queue = studioQueuePrefix + instance;
  const ofStudios = { steps: ['follow', 'collect'], prefix: studioQueuePrefix, queue } as const;
  if (alone) await voidClaims(database);
  await takeOver(database, { ...ofStudios, isAlone: alone });
  await makeClosedFolder(options.studioDirectory);
  if (alone) sweepOutputs(options.studioDirectory, await openUpstreamIds(database));

  const housekeeping = await startHousekeeping({
    database,
    wake,
    log,
    rules: housekeepingRules(options),
    isTold: isToldTrouble,
  });
  const studio = createStudio({
    workers: options.studioWorkers,
    directory: options.studioDirectory,
    log,
  });
  const driver = createStudioLine({ studio, store: options.store, instance, log });
  const parts: LineParts = {
    ...options,
    driver,
    ended: () => undefined,
    lengths: noLengths,
    costs: noCosts,
    rerunFailed: false,
    patience: studioPatience,
    trouble: () => undefined,
  };
  const loop = (name: string, topic: Topic | null, everyMs: number, turn: () => Promise<boolean>) =>
    startLoop({ name, topic, queue, everyMs, turn, wake, log, isTold: isToldTrouble });

  driver.onHint((upstreamId) => {
    // An upstream id of the studio is the attempt's name.
    hint(database.claims, 'follow', [taskIdOf(upstreamId)]).then(
      () => {
        wake.tell('follow', queue);
      },
      (error: unknown) => {
        if (isTransient(error)) return;
        log.warn({ error }, 'a hint was not left; the next look comes by itself');
      },
    );
  });

  const collector = createCollector(parts);
  const fetcher = createFetcher({ ...options.assets, log });
  const exporter = createExporter({ database, log });
  const exporting = loop('export', null, lookMs, async () => {
    await exporter.turn();
    return false;
  });
  const fetching = loop('fetch', 'fetch', lookMs, () => fetcher.turn());
  const pictures = createPictureMaker(options);
  const picturing = loop('picture', 'picture', lookMs, () => pictures.turn());
  const loops = [
    loop('dispatch', 'dispatch', lookMs, async () => {
      // What is rendered must be stored.
      await options.store.checkRoom();
      return (await dispatch(parts, studioQueue, driver.freeSlots())) > 0;
    }),
    loop('follow', 'follow', studioLookSeconds * 1_000, async () => {
      await follow(parts, { queue, most: followMax, queueOf: () => studioQueue });
      return false;
    }),
    loop('collect', 'collect', lookMs, () => collector.turn()),
    loop('take over', null, takeOverMs, async () => {
      await takeOver(database, { ...ofStudios, isAlone: false });
      return false;
    }),
    // Of this machine, whatever other processes do.
    loop('left overs', null, leftOversMs, async () => {
      await options.store.clearLeftOvers();
      return false;
    }),
    housekeeping,
  ];
  return {
    renderingPids: () => studio.pids(),
    async stop() {
      await Promise.all([
        driver.stop(),
        fetching.stop().then(() => fetcher.stop()),
        exporting.stop().then(() => exporter.stop()),
        picturing.stop().then(() => pictures.stop()),
        ...loops.map((one) => one.stop()),
      ]);
      await collector.stop();
    },
  };
}
