import { publicUrlOf } from '../boot/config.ts';
import type { Connected } from '../boot/connect.ts';
import { firstStart, type FirstStart } from '../boot/first-start.ts';
import type { Use } from '../boot/installation.ts';
import type { App } from '../boot/compose.ts';
import { secretOf, secretToReadWith } from '../boot/secret.ts';
import type { Worker } from '../boot/worker.ts';
import { isWorkerAlive } from '../work/presence.ts';
import { withDatabase, type CommandContext, type DatabaseUse } from './command.ts';

/** Runs `work` with the platform's parts in this process, beside a running server or on its own. */
export function withApp<Result>(
  context: CommandContext,
  work: (app: App, connected: Connected) => Promise<Result>,
  use: DatabaseUse = {},
): Promise<Result> {
  return withDatabase(context, (connected) => onDatabase(context, connected, work, use.use), use);
}

/** As `withApp`, with a database that is up. */
export async function onDatabase<Result>(
  { config, log }: CommandContext,
  connected: Connected,
  work: (app: App, connected: Connected) => Promise<Result>,
  use: Use = 'write',
): Promise<Result> {
  // All of the product hangs on it: what is done without it does not wait for that.
  const { openApp } = await import('../boot/compose.ts');
  const joining = await import('../boot/join-installation.ts');
  const { database } = connected;
  const parts = { config, database, log };
  const keepsFiles = use === 'serve';
  const app = await openApp({
    config,
    database,
    secrets: keepsFiles
      ? await joining.joinSecrets(parts)
      : await joining.secretsFrom(
          database,
          use === 'read' ? secretToReadWith(config) : secretOf(config),
        ),
    publicUrl: publicUrlOf(config),
    checkPlace: (place) =>
      keepsFiles
        ? joining.joinPlace(parts, place, { isServer: false })
        : joining.comparePlace(parts, place, use),
    log,
  });
  try {
    return await work(app, connected);
  } finally {
    await app.close();
  }
}

/** A platform on which videos are made: by a server beside us, or by a worker of our own. */
export interface MakingParts {
  app: App;
  /** Not null where this is the first start of all. */
  first: FirstStart | null;
  /** Starts a worker here where none works on this database; to be asked again, since that one may end. */
  ensureWorker(): Promise<void>;
}

export function withMaking<Result>(
  context: CommandContext,
  work: (making: MakingParts) => Promise<Result>,
): Promise<Result> {
  const makingHere = async (app: App, { database, owned }: Connected): Promise<Result> => {
    const own: Worker[] = [];
    const ensureWorker = async (): Promise<void> => {
      if (own.length > 0 || (!owned && (await isWorkerAlive(database)))) return;
      // Most often a server beside us has one.
      const { startWorker } = await import('../boot/worker.ts');
      // Even where servers are told to render nothing: to render is what this command is there for.
      const studioWorkers = Math.max(1, context.config.studioWorkers);
      own.push(await startWorker({ ...app, studioWorkers, alone: owned }));
    };
    try {
      return await work({
        app,
        first: await firstStart(database, context.config.keyPrefix),
        ensureWorker,
      });
    } finally {
      await Promise.all(own.map((worker) => worker.stop()));
    }
  };
  return withApp(context, makingHere, { mayMake: true, use: 'serve' });
}
