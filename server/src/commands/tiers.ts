import type { PriceBook } from '../pricing/book.ts';
import { CommandError } from './command.ts';

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
