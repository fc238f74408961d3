import { greatest } from '../generation/extremes.ts';
import { inOneLine } from '../generation/visible.ts';

/** Rows as columns of text, the first row being the heads. A cell has one line, whatever it holds. */
export function inColumns(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map(inOneLine));
  const widths = (rows[0] ?? []).map((_, column) =>
    greatest(rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
