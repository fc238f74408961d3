import type { CsvCell } from './csv.ts';

/** Records as a table, which is read page by page: a file is made of it, however long it is. */
export interface RecordTable {
  head: readonly string[];
  /** From a cursor on, null: from the beginning. A page may hold fewer rows than its limit, or none, and go on. */
  read(at: TablePlace): Promise<TablePage>;
}

interface TablePlace {
  limit: number;
  cursor: string | null;
}

interface TablePage {
  rows: CsvCell[][];
  /** Null: that was all. */
  next: string | null;
}

/** Of records that are found by the versions of their movements. */
export function byVersion(
  read: (page: {
    limit: number;
    before: bigint | null;
  }) => Promise<{ rows: CsvCell[][]; next: bigint | null }>,
): RecordTable['read'] {
  return async ({ limit, cursor }) => {
    const { rows, next } = await read({ limit, before: cursor === null ? null : BigInt(cursor) });
    return { rows, next: next === null ? null : next.toString() };
  };
}

/** Links last for a day, and tables are kept. */
export const unsigned = (name: string): string => name;
