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

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PriceBookError(path, [`${why}; correct the file, or unset FILMGATE_PRICE_BOOK`]);
  }
}
