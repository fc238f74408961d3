import { useTable } from '@tanstack/react-table';
import { useMemo, useRef, type ReactNode } from 'react';
import { useIsMedium, useIsNarrow, useIsPhone } from '../hooks/use-media.ts';
import { join } from '../ui/join.ts';
import { features, type Columns } from './columns.ts';
import { TableRow } from './TableRow.tsx';
import { useRows } from './use-rows.ts';

interface Props<Row extends object> {
  label: string;
  columns: Columns<Row>;
  rows: Row[];
  idOf: (row: Row) => string;
  /** 40, 34 where they are many, 52 or 60 with a film: nothing is measured. */
  rowHeight: number;
  /** How many there are in all; null: nobody counted. */
  total?: number | null;
  /** Of a press on a row, and of Enter. */
  onOpen?: (row: Row) => void;
  /** Of P on a row. */
  onPeek?: (row: Row) => void;
  /** Of Space and X on a row. */
  onSelect?: (row: Row) => void;
  isSelected?: (row: Row) => boolean;
  /** Rows that are open in place show this below them. */
  openId?: string | null;
  detail?: (row: Row) => ReactNode;
  /** The end of what was read comes near. */
  onEnd?: () => void;
}

/** A table of any length in the page's own scroll: only what is in view is there. */
export function DataTable<Row extends object>(props: Props<Row>) {
  const { label, columns, rows, idOf, rowHeight, total = null, openId = null, detail } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const isPhone = useIsPhone();
  const shown = useShownColumns(columns);
  const table = useTable({ features, columns: shown, data: rows, getRowId: idOf });
  const tracks = shown
    .map(({ meta }) => (isPhone && meta?.phoneWidth) || meta?.width || 'auto')
    .join(' ');
  const view = useRows({
    body,
    count: rows.length,
    rowHeight,
    openIndex: rows.findIndex((row) => idOf(row) === openId),
    ...(props.onEnd && { onEnd: props.onEnd }),
  });
  const all = table.getRowModel().rows;
  return (
    <table role="table" aria-label={label} aria-rowcount={total ?? -1} className="block w-full">
      <thead role="rowgroup" className="sticky top-0 z-10 block bg-page">
        {table.getHeaderGroups().map((group) => (
          <tr
            key={group.id}
            role="row"
            className="grid h-8 items-center border-b border-line-2 text-meta text-ink-3"
            style={{ gridTemplateColumns: tracks }}
          >
            {group.headers.map((header) => (
              <th
                key={header.id}
                role="columnheader"
                scope="col"
                className={join(
                  'truncate px-3 font-normal first:pl-0 last:pr-0',
                  header.column.columnDef.meta?.isNumber ? 'text-right' : 'text-left',
                )}
              >
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody role="rowgroup" ref={body} className="relative block" style={{ height: view.height }}>
        {view.items.map(({ index, start, measure }) => {
          const row = all[index];
          if (!row) return null;
          return (
            <TableRow
              key={row.id}
              index={index}
              start={start}
              height={rowHeight}
              tracks={tracks}
              isFocusStop={index === view.focused}
              {...(props.onOpen && { onOpen: () => props.onOpen?.(row.original) })}
              {...(props.onPeek && { onPeek: () => props.onPeek?.(row.original) })}
              {...(props.onSelect && { onSelect: () => props.onSelect?.(row.original) })}
              isSelected={props.isSelected?.(row.original) ?? false}
              onMove={view.move}
              detail={row.id === openId ? detail?.(row.original) : undefined}
              measure={measure}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  role="cell"
                  className={join(
                    'min-w-0 px-3 first:pl-0 last:pr-0',
                    cell.column.columnDef.meta?.isNumber && 'text-right',
                  )}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </TableRow>
          );
        })}
      </tbody>
    </table>
  );
}

function useShownColumns<Row extends object>(columns: Columns<Row>): Columns<Row> {
  const isMedium = useIsMedium();
  const isNarrow = useIsNarrow();
  const isPhone = useIsPhone();
  return useMemo(
    () =>
      columns.filter(({ meta }) => {
        if (meta?.from === 'xl') return !isMedium;
        if (meta?.from === 'lg') return !isNarrow;
        return meta?.from !== 'sm' || !isPhone;
      }),
    [columns, isMedium, isNarrow, isPhone],
  );
}
