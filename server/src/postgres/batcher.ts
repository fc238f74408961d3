import { divide } from './divide.ts';
import { refusesRow } from './transient.ts';

/**
 * Gathers single calls into batches: what arrived while the last batch ran is the next one. No timer
 * waits, so an idle system answers at once and a busy one does one transaction for many.
 */
export interface BatcherOptions<Item, Result> {
  /** One answer an item, in the order of the items. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  maxItems: number;
  /** Batches that may be under way at once. */
  lanes?: number;
  /** Items with the same key never share a batch: the later one waits for the next. */
  keyOf?(item: Item): string | null;
  /**
   * True where the batch failed as a whole and splitting it cannot help (the connection is gone).
   * Any other failure is one bad row's: the batch is split until that row stands alone.
   */
  failsWhole(error: unknown): boolean;
  /**
   * What becomes of an item whose own values the database refuses, whenever they come; it may throw. Absent: its
   * caller gets the database's error.
   */
  refused?(item: Item, error: Error): Result | Promise<Result>;
}

export interface Batcher<Item, Result> {
  add(item: Item): Promise<Result>;
  /** Items that wait or are under way. */
  size(): number;
}

interface PendingItem<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export function createBatcher<Item, Result>(
  options: BatcherOptions<Item, Result>,
): Batcher<Item, Result> {
  const lanes = options.lanes ?? 1;
  let waiting: PendingItem<Item, Result>[] = [];
  let running = 0;
  let underWay = 0;
  let scheduled = false;

  function take(): PendingItem<Item, Result>[] {
    if (!options.keyOf) return waiting.splice(0, options.maxItems);
    const keys = new Set<string>();
    const batch: PendingItem<Item, Result>[] = [];
    const later: PendingItem<Item, Result>[] = [];
    for (const entry of waiting) {
      const key = options.keyOf(entry.item);
      if (batch.length < options.maxItems && (key === null || !keys.has(key))) {
        if (key !== null) keys.add(key);
        batch.push(entry);
      } else {
        later.push(entry);
      }
    }
    waiting = later;
    return batch;
  }

  const runBatch = (batch: readonly PendingItem<Item, Result>[]): Promise<void> =>
    divide(batch, {
      run: (entries) => options.run(entries.map((entry) => entry.item)),
      failsWhole: (error) => options.failsWhole(error),
      done: (entry, result: Result) => {
        entry.resolve(result);
      },
      async failed(entry, error) {
        if (!options.refused || !refusesRow(error)) {
          entry.reject(error);
          return;
        }
        try {
          entry.resolve(await options.refused(entry.item, error));
        } catch (reason) {
          entry.reject(reason);
        }
      },
    });

  function start(): void {
    scheduled = false;
    while (running < lanes && waiting.length > 0) {
      const batch = take();
      running++;
      underWay += batch.length;
      void runBatch(batch).finally(() => {
        running--;
        underWay -= batch.length;
        start();
      });
    }
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!scheduled && running < lanes) {
          scheduled = true;
          // After the sockets that are ready now have been read, so that they share a batch.
          setImmediate(start);
        }
      });
    },
    size: () => waiting.length + underWay,
  };
}
