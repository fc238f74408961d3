import type { Command } from 'commander';
import { countByTier } from '../accounts/tiers.ts';
import { bookTerms, loadPriceBook } from '../boot/load-price-book.ts';
import type { PriceBook } from '../pricing/book.ts';
import {
  printAnswer,
  commandContext,
  CommandError,
  readDatabase,
  type CommandContext,
} from './command.ts';
import { inColumns } from './table.ts';

/** Commands about tiers, which the price book has. */
export function addTierCommands(tiers: Command): void {
  tiers
    .command('list')
    .description('the tiers of the price book, and those that accounts have besides')
    .action(async (_options: object, command: Command) => {
      await listTiers(commandContext(command.optsWithGlobals()));
    });
}

interface ListedTier {
  name: string;
  /** Null: it is not in the book, and whoever has it pays the list price. */
  discountPercent: number | null;
  accounts: number;
}

async function listTiers(context: CommandContext): Promise<void> {
  const book = bookOf(context);
  const counts = await readDatabase(
    context,
    ({ database }) => countByTier(database),
    bookTerms(book),
  );
  const tiers: ListedTier[] = [
    ...[...book.tiers].map(([name, { discountPercent }]) => ({
      name,
      discountPercent,
      accounts: counts.get(name) ?? 0,
    })),
    ...[...counts].flatMap(([name, accounts]) =>
      book.tiers.has(name) ? [] : { name, discountPercent: null, accounts },
    ),
  ];
  printAnswer(
    context,
    { book: book.version, tiers },
    tiers.length === 0 ? `The price book ${book.version} has no tiers.` : inTable(tiers),
  );
}

function inTable(tiers: readonly ListedTier[]): string {
  return inColumns([
    ['TIER', 'DISCOUNT', 'ACCOUNTS'],
    ...tiers.map(({ name, discountPercent, accounts }) => [
      name,
      discountPercent === null ? 'not in the book' : `${String(discountPercent)} %`,
      String(accounts),
    ]),
  ]);
}

/** Of this command's environment, as of its server's. */
export function bookOf({ config }: CommandContext): PriceBook {
  return loadPriceBook(config.priceBookPath ?? undefined);
}

/** Throws CommandError for a tier that the price book lacks, naming those that it has. */
export function requireTier(book: PriceBook, name: string): void {
  if (book.tiers.has(name)) return;
  const known = [...book.tiers.keys()];
  const wayOut =
    known.length === 0
      ? 'it has none: add it to the book first'
      : `it has ${known.join(', ')}: use one of them, or add it to the book first`;
  throw new CommandError(`--tier: "${name}" is not in the price book ${book.version}; ${wayOut}`);
}
