/** What is to come, the next one first: a binary heap, so that many thousands cost little. */
export interface Agenda<Item> {
  add(atMs: number, item: Item): void;
  /** Null where nothing is to come. Of two at one time the one that was added first. */
  first(): Entry<Item> | null;
  /** Takes the first one out. */
  drop(): void;
  clear(): void;
}

export interface Entry<Item> {
  readonly atMs: number;
  readonly item: Item;
}

interface Numbered<Item> extends Entry<Item> {
  readonly number: number;
}

export function createAgenda<Item>(): Agenda<Item> {
  const heap: Numbered<Item>[] = [];
  let added = 0;

  function isBefore(one: Numbered<Item>, other: Numbered<Item>): boolean {
    return one.atMs === other.atMs ? one.number < other.number : one.atMs < other.atMs;
  }

  /** Puts an entry at a place or, while those above it come later, further up. */
  function rise(entry: Numbered<Item>, from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  /** Puts an entry at the top or, while one below it comes earlier, further down. */
  function sink(entry: Numbered<Item>): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const earlier = other !== undefined && isBefore(other, one) ? other : one;
      if (!isBefore(earlier, entry)) break;
      heap[at] = earlier;
      at = earlier === one ? left : left + 1;
    }
    heap[at] = entry;
  }

  return {
    add(atMs, item) {
      added += 1;
      rise({ atMs, item, number: added }, heap.length);
    },
    first: () => heap[0] ?? null,
    drop() {
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(last);
    },
    clear() {
      heap.length = 0;
    },
  };
}
