import { failsWhole, refusesRow } from './transient.ts';

/** What becomes of the items of a batch, each as soon as it is known. */
export interface Division<Item, Result> {
  /** One answer an item, in the order of the items. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** True where the batch failed as a whole and splitting it cannot help (the connection is gone). */
  failsWhole(error: unknown): boolean;
  done(item: Item, result: Result): void;
  failed(item: Item, error: unknown): void | Promise<void>;
}

/** Runs many as one; a batch that is refused is split until the bad one stands alone, and the others go on. */
export async function divide<Item, Result>(
  items: readonly Item[],
  division: Division<Item, Result>,
): Promise<void> {
  try {
    const results = await division.run(items);
    if (results.length !== items.length) {
      throw new Error(`a batch of ${String(items.length)} got ${String(results.length)} answers`);
    }
    // The lengths agree, so every item has its answer.
    for (const [index, item] of items.entries()) division.done(item, results[index] as Result);
  } catch (error) {
    if (items.length === 1 || division.failsWhole(error)) {
      for (const item of items) await division.failed(item, error);
      return;
    }
    const half = items.length >> 1;
    await divide(items.slice(0, half), division);
    await divide(items.slice(half), division);
  }
}

/** What the database will never take, and why, in its words. */
export interface RefusedRow<Item> {
  item: Item;
  reason: string;
}

/**
 * Writes many rows at once. Resolves with those that the database refuses for good, which others must not wait
 * for; any other trouble is thrown, after all that can be written is.
 */
export async function writeDivided<Item>(
  items: readonly Item[],
  write: (items: readonly Item[]) => Promise<unknown>,
): Promise<RefusedRow<Item>[]> {
  const refused: RefusedRow<Item>[] = [];
  const troubles: unknown[] = [];
  if (items.length === 0) return refused;
  await divide<Item, undefined>(items, {
    run: async (some) => {
      await write(some);
      return some.map(() => undefined);
    },
    failsWhole,
    done: () => undefined,
    failed(item, error) {
      if (refusesRow(error)) refused.push({ item, reason: error.message });
      else troubles.push(error);
    },
  });
  if (troubles.length > 0) throw troubles[0];
  return refused;
}
