import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownPriceBook, parsePriceBook, type PriceBook, PriceBookError } from '../pricing/book.ts';

/**
 * The operator's price book, or the one that comes with Filmgate when no path is given.
 * @throws {PriceBookError} The file cannot be read, is no JSON, or breaks the form of a book.
 */
export function loadPriceBook(path?: string): PriceBook {
  if (path === undefined) return ownPriceBook();
  return parsePriceBook(readJson(path), path);
}

/** What an installation knows of the book by which it sells. */
export function bookTerms(book: PriceBook): { bookVersion: string; bookHash: string } {
  return { bookVersion: book.version, bookHash: hashOf(book) };
}

/** SHA-256 in hex of what a book says: its text may be written in another way. */
function hashOf(book: PriceBook): string {
  const plain = JSON.stringify(book, (_key, one: unknown) => {
    if (typeof one === 'bigint') return one.toString();
    return one instanceof Map ? [...one] : one;
  });
  return createHash('sha256').update(plain).digest('hex');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PriceBookError(path, [`${why}; correct the file, or unset FILMGATE_PRICE_BOOK`]);
  }
}
