import type { FamilyName } from '../../generation/families.ts';
import type { Line } from '../../lines/book/line.ts';
import { changeAccess, drainLine, readLines, removeLine } from '../../lines/book/store.ts';
import type { Database } from '../../postgres/database.ts';
import { familyQueue } from '../../work/queues.ts';
import { printAnswer, CommandError, type CommandContext } from '../command.ts';
import {
  counted,
  howToDrain,
  inWords,
  lineCommand,
  requireLine,
  underWayOf,
  withLines,
} from './parts.ts';
import { readSecret, type SecretOptions } from './secret.ts';

export async function drainOneLine(
  context: CommandContext,
  idOrName: string,
  { undo }: { undo: boolean },
): Promise<void> {
  await withLines(context, async ({ database, tell }) => {
    const { line } = await requireLine(database, idOrName);
    await drainLine(database, line.id, !undo);
    tell();
    const underWay = await underWayOf(database, line);
    const words = undo
      ? `${line.name} takes tasks again.`
      : `${line.name} takes no new tasks. It has ${inWords(underWay)}.`;
    printAnswer(context, { line: line.name, draining: !undo, ...underWay }, words);
  });
}

export async function removeOneLine(context: CommandContext, idOrName: string): Promise<void> {
  await withLines(context, async ({ database, tell }) => {
    const { line } = await requireLine(database, idOrName);
    const { name } = line;
    const stranded = await waitingForAlone(database, line);
    if (stranded > 0) {
      throw new CommandError(
        `${name} has ${counted(stranded, 'task', 'waiting')} for models that no other line serves: add a line for them, or let it take them, before it is removed`,
      );
    }
    if (!(await removeLine(database, line.id))) {
      throw new CommandError(
        `${name} has ${inWords(await underWayOf(database, line))}: ${howToDrain(line)}, then remove it`,
      );
    }
    tell();
    printAnswer(context, { removed: name }, `Removed ${name}, and its secret with it.`);
  });
}

/** How many tasks wait that only this line could ever take. */
async function waitingForAlone(database: Database, line: Line): Promise<number> {
  const others = (await readLines(database)).filter((one) => one.line.id !== line.id);
  const elsewhere = new Set<FamilyName>(
    others.flatMap((one) => one.line.models.map(({ family }) => family)),
  );
  const queues = line.models
    .filter(({ family }) => !elsewhere.has(family))
    .map(({ family }) => familyQueue(family));
  const { rows } = await database.general.query<{ waiting: number }>(
    `select count(*)::int as waiting from work where step = 'dispatch' and queue = any ($1)`,
    [queues],
  );
  return rows[0]?.waiting ?? 0;
}

export async function rekeyLine(
  context: CommandContext,
  idOrName: string,
  options: SecretOptions & { sameAccount: boolean },
): Promise<void> {
  const secret = await readSecret(options);
  await withLines(context, async ({ database, keys, tell }) => {
    const { line } = await requireLine(database, idOrName);
    const { id, name, dialect, baseUrl } = line;
    if (!(await changeAccess(database, keys()[0], id, { dialect, baseUrl, secret }, options))) {
      const underWay = inWords(await underWayOf(database, line));
      throw new CommandError(
        `${name} has ${underWay}${line.draining ? '' : ' and takes new ones'}: another account could not read its tasks. Say --same-account where the new key is of the same upstream account; else ${howToDrain(line)}, then change the key`,
      );
    }
    tell();
    const more = line.draining
      ? ` It still drains: ${lineCommand('drain', line, ' --undo')} ends that.`
      : '';
    printAnswer(context, { line: name, changed: true }, `${name} has its new key.${more}`);
  });
}
