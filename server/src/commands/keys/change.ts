import { InvalidArgumentError } from 'commander';
import { accountOfKey, changeKey, rollKey, type KeyRecord } from '../../accounts/key-records.ts';
import { microsToDecimal } from '../../generation/money.ts';
import type { Database } from '../../postgres/database.ts';
import { printAnswer, CommandError, withDatabase, type CommandContext } from '../command.ts';
import { termsOf, type TermOptions } from './terms.ts';

export interface ChangeOptions extends TermOptions {
  name?: string;
  disable: boolean;
  enable: boolean;
}

/** Changes what is said, and shows what the key may do then. */
export async function changeOne(
  context: CommandContext,
  id: string,
  { name, disable, enable, ...options }: ChangeOptions,
): Promise<void> {
  if (disable && enable) throw new CommandError('A key is disabled or enabled, not both.');
  await withDatabase(context, async ({ database }) => {
    const which = await requireKey(database, id);
    const disabled = disable || enable ? disable : undefined;
    const record = await changeKey(database, which, { ...termsOf(options), name, disabled });
    printAnswer(context, shown(record), inWords(record));
  });
}

/** Hours that the secret of now stays good. */
export function toOverlap(text: string): number {
  const hours = { '0': 0, '1h': 1, '24h': 24, '7d': 168 };
  const found = Object.entries(hours).find(([word]) => word === text);
  if (found) return found[1];
  throw new InvalidArgumentError(`It must be one of ${Object.keys(hours).join(', ')}.`);
}

const secondsAnHour = 3_600;

export async function rollOne(
  context: CommandContext,
  id: string,
  { overlap }: { overlap: number },
): Promise<void> {
  await withDatabase(context, async ({ database }) => {
    const which = await requireKey(database, id);
    const { keyPrefix: prefix } = context.config;
    const order = { overlapSeconds: overlap * secondsAnHour, prefix };
    const { record, key } = await rollKey(database, which, order);
    const former = record.formerSecrets.map(
      ({ lastFour, until }) => `…${lastFour} is good until ${until.toISOString()}.`,
    );
    const text = [key, 'It is shown this once.', ...former].join('\n');
    printAnswer(context, { id: which.id, key, formerSecrets: record.formerSecrets }, text);
  });
}

async function requireKey(database: Database, id: string) {
  const accountId = await accountOfKey(database, id);
  if (accountId === null) throw new CommandError(`There is no key ${id} that is in use.`);
  return { accountId, id };
}

function shown({ limits, ...record }: KeyRecord) {
  const { budget, heldMostMicros, tasksAtOnce } = limits ?? {};
  return {
    ...record,
    budget: budget ? { credits: microsToDecimal(budget.mostMicros), period: budget.period } : null,
    heldMost: heldMostMicros == null ? null : microsToDecimal(heldMostMicros),
    tasksAtOnce: tasksAtOnce ?? null,
  };
}

function inWords(record: KeyRecord): string {
  const { budget, heldMost, tasksAtOnce } = shown(record);
  const facts: [string, unknown][] = [
    ['scopes', record.scopes?.join(', ')],
    ['models', record.models?.join(', ')],
    ['addresses', record.addresses?.join(', ')],
    ['expires', record.expiresAt?.toISOString()],
    ['creates a minute', record.createsPerMinute],
    ['budget', budget && `${budget.credits} credits/${budget.period}`],
    ['held at most', heldMost && `${heldMost} credits`],
    ['tasks at once', tasksAtOnce],
    ['disabled since', record.disabledAt?.toISOString()],
  ];
  const said = facts.filter(([, value]) => value !== null && value !== undefined);
  return [
    `${record.prefix}…${record.lastFour}  ${record.name}`,
    ...(said.length === 0
      ? ['It is not limited.']
      : said.map(([what, value]) => `${what}: ${String(value)}`)),
  ].join('\n');
}
