import { setTimeout as wait } from 'node:timers/promises';
import { keyEndsMs } from '../../accounts/key-check.ts';
import { revokeKey } from '../../accounts/keys.ts';
import { cancelQueuedOfKey, readOpenOfKey } from '../../tasks/of-key.ts';
import { printAnswer, CommandError, withDatabase, type CommandContext } from '../command.ts';
import { onDatabase } from '../with-app.ts';

export interface RevokeOptions {
  cancelQueued: boolean;
}

/** Ends a key and says what of it goes on; cancels what waits, where that is asked for. */
export async function revokeOne(
  context: CommandContext,
  idOrKey: string,
  { cancelQueued }: RevokeOptions,
): Promise<void> {
  await withDatabase(context, async (connected) => {
    const { database } = connected;
    const revoked = await revokeKey(database, idOrKey);
    // What it left behind may be cancelled later.
    if (!revoked || (!revoked.wasInUse && !cancelQueued)) {
      throw new CommandError('There is no such key that is in use.');
    }
    const maker = { accountId: revoked.accountId, keyId: revoked.id };
    // Until then servers take it, and what it asks for would be left out.
    if (revoked.wasInUse) await wait(keyEndsMs);
    const cancelled = cancelQueued
      ? await onDatabase(context, connected, (app) => cancelQueuedOfKey(app, maker))
      : 0;
    const open = await readOpenOfKey(database, maker);
    const left = { queued: open.queued.length, running: open.running };
    printAnswer(context, { revoked: true, cancelled, ...left }, inWords({ cancelled, ...left }));
  });
}

interface Left {
  cancelled: number;
  queued: number;
  running: number;
}

function inWords({ cancelled, queued, running }: Left): string {
  const done = cancelled === 0 ? [] : [`Cancelled ${tasks(cancelled)} that waited.`];
  const parts = [
    ...(queued === 0 ? [] : [`${tasks(queued)} queued`]),
    ...(running === 0 ? [] : [`${tasks(running)} running`]),
  ];
  if (parts.length === 0)
    return ['Revoked.', ...done, 'It has nothing queued or running.'].join(' ');
  const wayOut = queued === 0 ? '' : ' --cancel-queued cancels what is queued.';
  return [
    'Revoked.',
    ...done,
    `It has ${parts.join(' and ')}, which will be made and charged.${wayOut}`,
  ].join(' ');
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${String(count)} tasks`;
}
