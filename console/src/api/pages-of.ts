import type { InfiniteData } from '@tanstack/react-query';

interface PageOf<Row> {
  data: Row[];
  nextCursor: string | null;
}

const noCursor: string | null = null;

/** How every list of the API goes on. */
export const pages = {
  initialPageParam: noCursor,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor,
};

/** The rows of all pages that were read, for `select`. */
export function rowsOf<Row>(read: InfiniteData<PageOf<Row>, string | null>): Row[] {
  return read.pages.flatMap(({ data }) => data);
}
