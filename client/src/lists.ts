/** Lists that go on page by page. */

export interface Page<Item> {
  data: Item[];
  /** Null: that was all. */
  nextCursor: string | null;
}

/** `for await (const item of list)` reads every page, each when it is needed. */
export interface List<Item> extends AsyncIterable<Item> {
  /** One page alone: the first, or that of the query’s `cursor`. */
  page(): Promise<Page<Item>>;
  pages(): AsyncGenerator<Page<Item>, void, undefined>;
}

export function listOf<Item>(
  read: (cursor: string | undefined) => Promise<Page<Item>>,
  from: string | undefined,
): List<Item> {
  async function* pages(): AsyncGenerator<Page<Item>, void, undefined> {
    let cursor = from;
    do {
      const page = await read(cursor);
      yield page;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return {
    page: () => read(from),
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { data } of pages()) yield* data;
    },
  };
}
