import { noKeyId } from '../accounts/keys.ts';
import { microsToDecimal } from '../generation/money.ts';
import { ProblemError } from '../generation/problems.ts';
import { clientState, type ClientState } from '../generation/states.ts';
import { isTransient } from '../postgres/transient.ts';
import type { FirstStart } from '../boot/first-start.ts';
import type { App } from '../boot/compose.ts';
import { cancelTask, nextSettlement } from '../tasks/cancel.ts';
import { taskNotFound, type TaskKey } from '../tasks/read.ts';
import { isFinalRow, type TaskRow } from '../tasks/rows.ts';
import { requireAccount } from './require-account.ts';
import { CommandError, type CommandContext } from './command.ts';
import { commandLine, namedMedia, toAsk, type GenerationOptions } from './generation-options.ts';
import { toMediaAsk } from './local-media.ts';
import type { Progress } from './progress.ts';
import { withMaking, type MakingParts } from './with-app.ts';

export interface VideoOrder {
  prompt: string;
  options: GenerationOptions;
  /** Id or name. */
  account: string;
  mode: 'live' | 'test';
  returnLastFrame: boolean;
  progress: Progress;
  /** Aborts when the task is to be cancelled. */
  stop: AbortSignal;
  /** What the first start of all made is told here. */
  onFirstStart(first: FirstStart, app: App): void;
}

/**
 * Submits one task, follows it to its end, and hands what became of it to `take`. Throws CommandError
 * and ProblemError for what cannot be asked for. A task that fails or is cancelled is no error here.
 */
export async function makeVideo<Taken>(
  context: CommandContext,
  order: VideoOrder,
  take: (row: TaskRow, app: App) => Promise<Taken>,
): Promise<Taken> {
  const accepted: TaskKey[] = [];
  for (;;) {
    try {
      return await withMaking(context, async (making) => {
        const { app, first } = making;
        if (first) order.onFirstStart(first, app);
        const key = accepted[0] ?? (await submit(app, order));
        accepted[0] ??= key;
        return take(await follow(making, key, order), app);
      });
    } catch (error) {
      // A server beside us that stops takes its database along: the task goes on with ours.
      if (accepted.length === 0 || !isTransient(error)) throw error;
      context.log.warn({ taskId: accepted[0]?.id }, 'the database was lost and is connected again');
    }
  }
}

async function submit(app: App, order: VideoOrder): Promise<TaskKey> {
  const { prompt, options, mode } = order;
  const account = await requireAccount(app.database, order.account);
  if (account.suspendedAt !== null) {
    throw new CommandError(`${account.name} is suspended: filmgate accounts resume lets it go on.`);
  }
  const media = await Promise.all(namedMedia(options).map((named) => toMediaAsk(named, app)));
  if (order.stop.aborted) throw new CommandError('Cancelled before anything was asked for.');
  const { row } = await app.submit(
    { accountId: account.id, keyId: noKeyId, mode, tier: account.tier },
    {
      dialect: commandLine,
      idempotencyKey: null,
      decode: () => ({ ask: toAsk(prompt, options, media, order.returnLastFrame) }),
    },
  );
  return { accountId: account.id, id: row.id };
}

/** The worker that renders may end: somebody must look after that. */
const ensureWorkerMs = 3_000;

/** Resolves with the task in its final state, and after a success when its files are stored. */
async function follow(making: MakingParts, key: TaskKey, order: VideoOrder): Promise<TaskRow> {
  const { app } = making;
  let ensuredMs = -Infinity;
  let cancelled = false;
  for (;;) {
    const row = await app.reader.read(key);
    if (!row) throw taskNotFound();
    order.progress.show(standingOf(row, cancelled));
    if (isFinalRow(row) && (row.output?.files !== null || order.stop.aborted)) return row;
    if (order.stop.aborted && !cancelled) {
      cancelled = true;
      await cancel(app, key);
      continue;
    }
    if (performance.now() - ensuredMs > ensureWorkerMs) {
      await making.ensureWorker();
      ensuredMs = performance.now();
    }
    await nextSettlement(app.wake);
  }
}

/** A refusal is no news: either it is too late, or the wish is noted; what comes of it is seen. */
async function cancel(app: App, key: TaskKey): Promise<void> {
  try {
    await cancelTask(app, key);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
}

const words: Readonly<Record<ClientState, string>> = {
  queued: 'waiting',
  running: 'rendering',
  succeeded: 'saving',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

function standingOf(row: TaskRow, cancelling: boolean) {
  const charged = row.charged_micros;
  const cost =
    charged === null
      ? `up to ${microsToDecimal(row.quote_micros)} credits`
      : `${microsToDecimal(charged)} credits`;
  const state = cancelling && !isFinalRow(row) ? 'cancelling' : words[clientState(row.state)];
  return { state, percent: row.progress, cost };
}
