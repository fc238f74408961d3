import { itself } from '../audit/audit.ts';
import { InvalidArgumentError, type Command } from 'commander';
import { isoTime } from '../dialects/values.ts';
import { readMovements, type Movement } from '../ledger/history.ts';
import { moveCredits, type CreditMove, type MovedCredits } from '../ledger/movements.ts';
import { requireAccount } from './require-account.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  withDatabase,
  type CommandContext,
} from './command.ts';
import { toLimit } from './limit.ts';
import { addZone, toTime, type GivenTime, type ZoneOption } from './period.ts';
import { inColumns } from './table.ts';
import { creditsOf, decimalToMicros, microsToDecimal } from '../generation/money.ts';

/** Commands that move credits between an account and the platform, but for what tasks cost. */
export function addCreditCommands(credits: Command): void {
  for (const deed of actions) {
    credits
      .command(deed.name)
      .description(deed.description)
      .requiredOption('--account <account>', 'id or name')
      .requiredOption('--credits <credits>', deed.amount)
      .requiredOption('--reason <reason>', 'why, for the record')
      .option('--reference <reference>', 'under which it is done once, however often it is said')
      .action(async (options: MoveOptions, command: Command) => {
        await move(commandContext(command.optsWithGlobals()), deed, options);
      });
  }
  addZone(credits.command('movements'))
    .description('what was moved, the newest first')
    .requiredOption('--account <account>', 'id or name')
    .option('--since <time>', 'from when on, such as 30d, 12h or 2026-11-01', (text) =>
      toTime(text),
    )
    .option('--limit <number>', 'how many at most', toLimit, 20)
    .option('--after <movement>', 'number of the last movement of the page before', toVersion)
    .action(async (options: MovementOptions, command: Command) => {
      await list(commandContext(command.optsWithGlobals()), options);
    });
}

interface Deed {
  name: string;
  kind: CreditMove['kind'];
  description: string;
  amount: string;
  /** Whether the amount may have a sign. */
  signed: boolean;
}

const atMost = 'with at most 6 decimals';

const actions: readonly Deed[] = [
  {
    name: 'grant',
    kind: 'grant',
    description: 'give an account credits',
    amount: `how many, ${atMost}`,
    signed: false,
  },
  {
    name: 'adjust',
    kind: 'adjustment',
    description: 'correct an account’s credits, upwards or downwards',
    amount: `such as 12.5 or -12.5, ${atMost}`,
    signed: true,
  },
  {
    name: 'expire',
    kind: 'expiry',
    description: 'take credits that were not used in their time',
    amount: `how many, ${atMost}`,
    signed: false,
  },
  {
    name: 'reverse',
    kind: 'reversal',
    description: 'take credits whose payment was taken back',
    amount: `how many, ${atMost}`,
    signed: false,
  },
];

interface MoveOptions {
  account: string;
  credits: string;
  reason: string;
  reference?: string;
}

async function move(context: CommandContext, deed: Deed, options: MoveOptions): Promise<void> {
  const amountMicros = toAmount(options.credits, deed.signed);
  const reason = requireText('reason', options.reason);
  const { reference } = options;
  await withDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, options.account);
    const spec = {
      accountId: account.id,
      kind: deed.kind,
      amountMicros,
      reason,
      ...(reference === undefined ? {} : { reference: requireText('reference', reference) }),
    };
    const moved = await moveCredits(database, spec, itself);
    if (!moved) throw new CommandError(`--account: ${account.name} has no wallet`);
    printAnswer(
      context,
      {
        account: account.id,
        balance: creditsOf(moved.balanceMicros),
        debt: creditsOf(moved.debtMicros),
        moved: creditsOf(moved.movedMicros),
        owed: creditsOf(moved.owedMicros),
        repeated: moved.repeated,
      },
      inWords(account.name, moved),
    );
  });
}

function inWords(name: string, moved: MovedCredits): string {
  const balance = `${name} has ${microsToDecimal(moved.balanceMicros)} credits now`;
  const debt =
    moved.debtMicros === 0n
      ? ''
      : ` and owes ${microsToDecimal(moved.debtMicros)}, which its next credits pay`;
  const repeated = moved.repeated ? 'This was done before under the reference. ' : '';
  return `${repeated}${balance}${debt}.`;
}

/** Far below where a wallet of bigint micro-credits ends. */
const maxMoveMicros = 1_000_000_000_000_000n;

/** Above 0, or with a sign. Throws CommandError. */
export function toAmount(text: string, signed = false): bigint {
  const [, sign, digits = ''] = (signed ? /^([+-]?)(.*)$/ : /^()(.*)$/).exec(text) ?? [];
  const micros = decimalToMicros(digits);
  if (micros !== null && micros > 0n && micros <= maxMoveMicros) {
    return sign === '-' ? -micros : micros;
  }
  const wanted = signed ? 'other than 0' : 'above 0';
  throw new CommandError(
    `--credits: "${text}" is not an amount of credits; give a number ${wanted} with at most 6 decimals, such as 1000 or ${signed ? '-' : ''}12.5`,
  );
}

/** Of an option that says something. Throws CommandError where it says nothing. */
export function requireText(name: 'reason' | 'reference', text: string): string {
  const said = text.trim();
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(said)) return said;
  const wayOut = name === 'reason' ? 'say why, for the record' : 'leave it out, or give one';
  throw new CommandError(`--${name}: empty; ${wayOut}`);
}

interface MovementOptions extends ZoneOption {
  account: string;
  since?: GivenTime;
  limit: number;
  after?: bigint;
}

function toVersion(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidArgumentError('It must be a whole number, as the page before names it.');
}

async function list(context: CommandContext, options: MovementOptions): Promise<void> {
  await readDatabase(context, async ({ database }) => {
    const account = await requireAccount(database, options.account);
    const { movements, hasMore } = await readMovements(database, {
      accountId: account.id,
      limit: options.limit,
      before: options.after ?? null,
      since: options.since?.(options.zone) ?? null,
    });
    const next = hasMore ? (movements.at(-1)?.version ?? null) : null;
    printAnswer(
      context,
      { movements: movements.map(shown), next: next === null ? null : Number(next) },
      inTable(movements, next),
    );
  });
}

function shown(movement: Movement) {
  const { version, changeMicros, balanceMicros, debtId, atMs, ...rest } = movement;
  return {
    ...rest,
    number: Number(version),
    credits: creditsOf(changeMicros),
    balance: creditsOf(balanceMicros),
    debtId: debtId === null ? null : Number(debtId),
    at: isoTime(atMs),
  };
}

function inTable(movements: readonly Movement[], next: bigint | null): string {
  if (movements.length === 0) return 'Nothing was moved.';
  const table = inColumns([
    ['MOVEMENT', 'AT', 'KIND', 'CREDITS', 'BALANCE', 'TASK', 'REFERENCE', 'REASON'],
    ...movements.map((one) => [
      String(one.version),
      isoTime(one.atMs),
      one.debtId === null ? one.kind : `${one.kind} (owed)`,
      microsToDecimal(one.changeMicros),
      microsToDecimal(one.balanceMicros),
      one.taskId ?? '-',
      one.reference ?? '-',
      one.reason === '' ? '-' : one.reason,
    ]),
  ]);
  return next === null ? table : `${table}\nMore with --after ${String(next)}`;
}
