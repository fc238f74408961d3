import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ExportFormat } from '../../../postgres/tables.ts';
import { csvOf, csvRows, type CsvCell } from './csv.ts';
import { xlsxBegin, xlsxEnd, xlsxRows, type XlsxState } from './xlsx.ts';

/**
 * A table written piece by piece, each from what the one before left behind: so whoever goes on need not have begun, and
 * nobody holds more of it than a page.
 */
export interface TableFile {
  begin(head: readonly string[]): Piece;
  rows(rows: readonly (readonly CsvCell[])[], state: XlsxState | null): Piece;
  end(state: XlsxState | null): Piece;
  /** The bytes of the file that a stored piece stands for. */
  served(stored: Buffer): Buffer;
  type: string;
}

export interface Piece {
  /** As it is kept: compressed. */
  stored: Buffer;
  /** Of the file, in bytes. */
  bytes: number;
  /** What the next piece needs, as JSON. */
  state: XlsxState | null;
}

const csvFile: TableFile = {
  begin: (head) => csvPiece(csvOf(head, [])),
  rows: (rows) => csvPiece(csvRows(rows)),
  end: () => csvPiece(''),
  served: (stored) => inflateRawSync(stored),
  type: 'text/csv; charset=utf-8',
};

function csvPiece(text: string): Piece {
  const plain = Buffer.from(text, 'utf8');
  return { stored: deflateRawSync(plain), bytes: plain.length, state: null };
}

const xlsxFile: TableFile = {
  begin: (head) => xlsxPiece(xlsxBegin(head)),
  rows: (rows, state) => xlsxPiece(xlsxRows(rows, begun(state))),
  end: (state) => xlsxPiece({ bytes: xlsxEnd(begun(state)), state: null }),
  served: (stored) => stored,
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function xlsxPiece({ bytes, state }: { bytes: Buffer; state: XlsxState | null }): Piece {
  return { stored: bytes, bytes: bytes.length, state };
}

function begun(state: XlsxState | null): XlsxState {
  if (state) return state;
  throw new Error('a workbook goes on that was not begun');
}

export const tableFiles: Readonly<Record<ExportFormat, TableFile>> = {
  csv: csvFile,
  xlsx: xlsxFile,
};
