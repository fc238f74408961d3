import { fileURLToPath } from 'node:url';
import { isToldTrouble } from '../media/store/store-trouble.ts';
import type { Logger } from 'pino';
import { findStrayTiers } from '../accounts/tiers.ts';
import { listenUrl, publicUrlOf, type Config } from './config.ts';
import { connectToServe, type Connected } from './connect.ts';
import { dialectsWith } from '../dialects/index.ts';
import { firstStart, type FirstStart } from './first-start.ts';
import { createBrowserSessions } from '../http/browser-sessions.ts';
import { readConsoleBuild } from '../http/console/build.ts';
import { createDoor } from '../http/core-door.ts';
import { createPlatformApi } from '../http/platform/api.ts';
import { createAccountStreams } from '../http/platform/live/account-streams.ts';
import { createTaskWaits } from '../http/platform/live/task-waits.ts';
import { createTaskStreams } from '../http/platform/task-streams.ts';
import { createServer, serverDefaults } from '../http/server.ts';
import { createMediaRoutes } from '../http/stored-media.ts';
import { createCallbackHints } from '../lines/http/callback-hints.ts';
import { createCallbacks } from '../lines/http/callbacks.ts';
import { startLoop } from '../work/loop.ts';
import { renderedFiles } from '../lines/studio/rendered.ts';
import { servingLines } from '../lines/book/serving.ts';
import { startUpstreams } from '../lines/upstreams.ts';
import { startWorker } from './worker.ts';
import { startMail } from './mail.ts';
import { findPort } from './listening.ts';
import { checkStore } from './open-store.ts';
import { createReadiness } from './readiness.ts';
import { dialectsByName, openApp, type App } from './compose.ts';
import { joinPlace, joinSecrets, termsOf } from './join-installation.ts';
import { lookAtInstallation } from './look-at-installation.ts';
import { createWatch, watchInstallation, type Watch } from './watch-installation.ts';
import { createUsualTimes } from '../tasks/records/usual-seconds.ts';
import { createWaiting } from '../tasks/waiting.ts';
import { findUnusedOperator } from '../people/operators.ts';
import { createDeliverer } from '../webhooks/deliver.ts';

export type Role = 'all' | 'api' | 'worker';

export interface Running {
  /** Null for a worker, which listens nowhere. */
  url: string | null;
  /** Where clients reach it. */
  publicUrl: string;
  first: FirstStart | null;
  /** Where no operator has ever signed in: for whom a first sign-in stands, if for anybody. */
  unusedOperator: { email: string | null } | null;
  /** Finishes what is open, at most for some seconds, and lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts this process's part of the platform. Throws before anything is left open: ListenError,
 * AlreadyRunningError, InstallationError, PriceBookError and StorageError say what an operator can do.
 */
export async function serve(config: Config, role: Role, log: Logger): Promise<Running> {
  await checkStore(config);
  const connected = await connectToServe(config, log, (database) =>
    lookAtInstallation({ config, database, log }, 'serve'),
  );
  const { database } = connected;
  const undo: (() => Promise<void>)[] = [() => connected.close()];
  const unwind = async (): Promise<void> => {
    for (const step of undo.reverse()) {
      await step().catch((error: unknown) => {
        log.error({ error }, 'a part did not stop cleanly');
      });
    }
  };
  try {
    const port = role === 'worker' ? config.port : await findPort(config);
    const publicUrl = publicUrlOf({ ...config, port });
    const secrets = await joinSecrets({ config, database });
    const app = await openApp({
      config,
      database,
      secrets,
      publicUrl,
      checkPlace: (place) => joinPlace({ config, database, log }, place, { isServer: true }),
      log,
    });
    undo.push(() => app.close());
    const watch = createWatch({ ...app, secrets, terms: termsOf(config, app.book) });
    const watching = watchInstallation(watch, app);
    undo.push(() => watching.stop());
    await warnOfTiers(app);
    // Late: what it makes is shown once, and nobody sees it where the start fails.
    const first = await firstStart(database, config.keyPrefix);
    const unusedOperator = await findUnusedOperator(database);
    if (role !== 'api') {
      undo.push(startMail({ ...app, secrets }));
      undo.push(await startWork(app, connected));
    }
    undo.push(() => {
      // What is open was answered by now: no loop may wait for a statement that hangs.
      database.hurry();
      return Promise.resolve();
    });
    if (role !== 'worker') undo.push(await listen(app, port, watch));
    const url = role === 'worker' ? null : listenUrl(config.host, port);
    return { url, publicUrl, first, unusedOperator, stop: unwind };
  } catch (error) {
    await unwind();
    throw error;
  }
}

async function warnOfTiers({ database, book, log }: App): Promise<void> {
  for (const { tier, names, accounts: count } of await findStrayTiers(database, book)) {
    log.warn(
      { tier, accounts: names, count, book: book.version },
      'accounts have a tier that the price book lacks: they pay the list price',
    );
  }
}

const deliverEveryMs = 1_000;
/** Callbacks under way get so long at a stop; the lease brings back what is cut. */
const deliverDrainMs = 3_000;

async function startWork(app: App, connected: Connected): Promise<() => Promise<void>> {
  const { config, database, log, wake } = app;
  const worker = await startWorker({
    ...app,
    studioWorkers: config.studioWorkers,
    alone: connected.owned,
  });
  const upstreams = startUpstreams({
    ...app,
    dialects: dialectsByName,
    callbackUrl: (attemptId) => app.callbackUrls.urlOf(attemptId),
  });
  const deliverer = createDeliverer({
    database,
    wake,
    fetch: app.fetch,
    dialects: dialectsByName,
    secretsOf: (accountId) => app.webhookSecretsOf(accountId),
    keys: app.webhooks.keys,
    sign: (name) => app.urls.signMediaUrl(name),
    now: Date.now,
    random: Math.random,
    log,
  });
  const delivering = startLoop({
    name: 'deliver',
    isTold: isToldTrouble,
    topic: 'events',
    everyMs: deliverEveryMs,
    async turn() {
      await deliverer.turn();
      return false;
    },
    wake,
    log,
  });
  return async () => {
    await Promise.all([worker.stop(), upstreams.stop(), delivering.stop()]);
    await Promise.race([deliverer.stop(), wait(deliverDrainMs)]);
  };
}

/** Where `npm run build:console` writes. */
const consoleFolder = new URL('../../../console/dist/', import.meta.url);

async function listen(app: App, port: number, watch: Watch): Promise<() => Promise<void>> {
  const { config, database, log, urls } = app;
  const sign = (name: string): string => urls.signMediaUrl(name);
  const door = createDoor({ ...app, sign });
  const streams = createTaskStreams({ ...app, sign });
  const waits = createTaskWaits(app);
  const accountStreams = createAccountStreams({ ...app, sign });
  const waiting = createWaiting({
    database,
    linesOf: (family) => servingLines(app.lineRegistry.lines(), family),
  });
  const callbacks = createCallbacks({
    database,
    book: app.lineRegistry,
    dialects: dialectsByName,
    hints: createCallbackHints(app),
  });
  const built = readConsoleBuild(fileURLToPath(consoleFolder));
  const server = createServer({
    door,
    console: built,
    platform: createPlatformApi({
      ...app,
      sign,
      door,
      cancel: app,
      streams,
      waits,
      accountStreams,
      waiting,
      usualTimes: createUsualTimes(database),
      keptDays: config.kept.taskDays,
      keyPrefix: config.keyPrefix,
      supportAddress: config.supportAddress,
      consoleBuild: built?.id ?? null,
      sessions: createBrowserSessions(database, app.publicUrl),
    }),
    dialects: dialectsWith(config.dialects),
    media: createMediaRoutes({
      database,
      store: app.store,
      storedFile: app.storedFile,
      urls,
      wake: app.wake,
      uncollected: (attempt) => renderedFiles(app.studioDirectory, attempt),
      now: Date.now,
    }),
    uploads: app.store,
    requests: app.requests,
    callbacks: {
      attemptAt: (path) => app.callbackUrls.attemptAt(path),
      tell: (attemptId, body) => callbacks.tell(attemptId, body),
    },
    health: {
      ready: createReadiness(database, {
        storage: app.storeReady,
        installation: watch.ready,
      }),
    },
    config: {
      ...serverDefaults,
      origins: config.corsOrigins,
      trustedProxies: config.trustedProxies,
      supportAddress: config.supportAddress,
      bodyBytesInFlightMax: config.bodyBytesInFlightMax,
      largeBytesInFlightMax: Math.min(
        serverDefaults.largeBytesInFlightMax,
        config.bodyBytesInFlightMax,
      ),
    },
    log,
  });
  await server.listen({ host: config.host, port });
  return async () => {
    await server.close();
    await streams.close();
    await waits.close();
    await accountStreams.close();
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
