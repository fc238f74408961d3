import { createColumnHelper, tableFeatures, type DisplayColumnDef } from '@tanstack/react-table';

interface ColumnMeta {
  /** A track of CSS grid, such as `96px` or `minmax(0,1fr)`. */
  width: string;
  /** The same on phones, where another one is needed. */
  phoneWidth?: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** Shown from this width of the window on; on smaller ones a row says it elsewhere, or not at all. */
  from?: 'sm' | 'lg' | 'xl';
}

const meta: ColumnMeta = { width: 'auto' };
export const features = tableFeatures({ columnMeta: meta });

export type Columns<Row extends object> = DisplayColumnDef<typeof features, Row>[];

interface Wanted<Row> extends ColumnMeta {
  id: string;
  head: string;
  cell: (row: Row) => React.ReactNode;
}

/** The columns of a table. To be made once for its rows: new ones make all cells anew. */
export function columnsOf<Row extends object>(wanted: readonly Wanted<Row>[]): Columns<Row> {
  const helper = createColumnHelper<typeof features, Row>();
  return wanted.map(({ id, head, cell, ...where }) =>
    helper.display({
      id,
      header: head,
      meta: where,
      cell: ({ row }) => cell(row.original),
    }),
  );
}
