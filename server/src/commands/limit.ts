import { InvalidArgumentError } from 'commander';

/** Of a page. */
const limitMax = 500;

/** How many rows are wanted at most. */
export function toLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limitMax) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${String(limitMax)}.`);
}
