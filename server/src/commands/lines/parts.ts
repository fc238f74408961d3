import type { Line } from '../../lines/book/line.ts';
import { countUnderWay, findLine, type StoredLine, type UnderWay } from '../../lines/book/store.ts';
import type { App } from '../../boot/compose.ts';
import type { Database } from '../../postgres/database.ts';
import type { Keys } from '../../postgres/seal.ts';
import { CommandError, type CommandContext, type DatabaseUse } from '../command.ts';
import { withApp } from '../with-app.ts';

/** What commands about lines work with. */
export interface LineCommandParts {
  app: App;
  database: Database;
  /** Seal and open secrets. */
  keys: Keys;
  /** Says to running servers that lines have changed. */
  tell(): void;
}

export function withLines<Result>(
  context: CommandContext,
  work: (hooks: LineCommandParts) => Promise<Result>,
  use: Pick<DatabaseUse, 'use'> = {},
): Promise<Result> {
  const withParts = (app: App): Promise<Result> =>
    work({
      app,
      database: app.database,
      keys: app.lineRegistry.keys,
      tell() {
        app.wake.tell('lines');
      },
    });
  return withApp(context, withParts, use);
}

/** By id or name. Throws CommandError. */
export async function requireLine(database: Database, idOrName: string): Promise<StoredLine> {
  const stored = await findLine(database, idOrName);
  if (stored) return stored;
  throw new CommandError(`There is no line "${idOrName}"; "filmgate lines list" shows them.`);
}

export async function underWayOf(database: Database, { id }: Line): Promise<UnderWay> {
  return (await countUnderWay(database)).get(id) ?? { inFlight: 0, uncollected: 0 };
}

/** `3 tasks in flight and 1 result to collect` */
export function inWords({ inFlight, uncollected }: UnderWay): string {
  const parts = [
    ...(inFlight > 0 || uncollected === 0 ? [counted(inFlight, 'task', 'in flight')] : []),
    ...(uncollected > 0 ? [counted(uncollected, 'result', 'to collect')] : []),
  ];
  return parts.join(' and ');
}

/** `3 tasks in flight` */
export function counted(count: number, what: string, where: string): string {
  return `${count === 0 ? 'no' : String(count)} ${what}${count === 1 ? '' : 's'} ${where}`;
}

/** A command of ours with a line's name, to be copied into a shell. */
export function lineCommand(deed: string, { name }: Pick<Line, 'name'>, more = ''): string {
  const word = /^[\p{L}\p{N}._-]+$/u.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
  return `"filmgate lines ${deed} ${word}${more}"`;
}

/** How a line comes to have nothing under way. */
export function howToDrain(line: Line): string {
  const drain = line.draining ? '' : `run ${lineCommand('drain', line)} and `;
  return `${drain}wait until "filmgate lines list" calls it drained`;
}
