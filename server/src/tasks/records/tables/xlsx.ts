import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { CsvCell } from './csv.ts';
import { cellText } from './xml-text.ts';

/**
 * A workbook of one sheet, written page by page at the memory of a page: the sheet is the last part of its archive, and
 * its compressed pages stand behind each other as they come. Texts are texts, whatever they look like, and numbers are
 * numbers; no cell is a formula. (Office Open XML, ECMA-376; ZIP 6.3.)
 */
export interface XlsxState {
  /** Of the sheet so far. */
  crc: number;
  plainBytes: number;
  packedBytes: number;
  rows: number;
  /** Where in the archive the sheet's own header stands. */
  place: number;
}

interface Written {
  bytes: Buffer;
  state: XlsxState;
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetPlace = 'xl/worksheets/sheet1.xml';

const fixedParts: readonly (readonly [name: string, text: string])[] = [
  [
    '[Content_Types].xml',
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/${sheetPlace}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  ],
  [
    '_rels/.rels',
    `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    'xl/workbook.xml',
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Filmgate" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ],
  [
    'xl/_rels/workbook.xml.rels',
    `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  ],
];

const sheetBegin = `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const sheetEnd = '</sheetData></worksheet>';

/** All parts but the sheet, and its head. */
export function xlsxBegin(head: readonly string[]): Written {
  const fixed = fixedEntries();
  const place = fixed.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const begun = { crc: 0, plainBytes: 0, packedBytes: 0, rows: 0, place };
  const { bytes, state } = packed(sheetBegin + rowXml(head, 1), { ...begun, rows: 1 }, false);
  const header = localHeader(sheetPlace, sizesLater, nothing);
  return { bytes: Buffer.concat([...fixed.map((one) => one.bytes), header, bytes]), state };
}

export function xlsxRows(rows: readonly (readonly CsvCell[])[], state: XlsxState): Written {
  const xml = rows.map((row, index) => rowXml(row, state.rows + index + 1)).join('');
  return packed(xml, { ...state, rows: state.rows + rows.length }, false);
}

/** What closes the sheet and the archive. */
export function xlsxEnd(state: XlsxState): Buffer {
  const { bytes, state: whole } = packed(sheetEnd, state, true);
  const sheet: Sizes = { ...whole, method: deflated };
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  writeSizes(descriptor, sheet, 4);
  const fixed = fixedEntries();
  let place = 0;
  const directory = fixed.map((entry) => {
    const record = directoryRecord(entry.name, 0, entry, place);
    place += entry.bytes.length;
    return record;
  });
  directory.push(directoryRecord(sheetPlace, sizesLater, sheet, state.place));
  const headerBytes = localHeader(sheetPlace, sizesLater, nothing).length;
  const directoryPlace = state.place + headerBytes + whole.packedBytes + descriptor.length;
  return Buffer.concat([bytes, descriptor, ...directory, endRecord(directory, directoryPlace)]);
}

function rowXml(cells: readonly CsvCell[], row: number): string {
  const inside = cells.map((cell, column) => cellXml(cell, `${letters(column)}${String(row)}`));
  return `<row r="${String(row)}">${inside.join('')}</row>`;
}

function cellXml(cell: CsvCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${String(cell)}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? '1' : '0'}</v></c>`;
  const text = cellText(cell).replaceAll(/[&<>]/gu, (sign) => entities[sign] ?? '');
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const alphabet = 26;
const firstLetter = 65;

/** A for the first column, AA for the one after Z. */
function letters(column: number): string {
  const last = String.fromCharCode(firstLetter + (column % alphabet));
  return column < alphabet ? last : letters(Math.floor(column / alphabet) - 1) + last;
}

/** A piece of the sheet that knows nothing of those before it and ends at a whole byte, so that they can be joined. */
function packed(xml: string, state: XlsxState, isLast: boolean): Written {
  const plain = Buffer.from(xml, 'utf8');
  const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
  const bytes = deflateRawSync(plain, { finishFlush });
  return {
    bytes,
    state: {
      ...state,
      crc: crc32(plain, state.crc),
      plainBytes: state.plainBytes + plain.length,
      packedBytes: state.packedBytes + bytes.length,
    },
  };
}

interface Sizes {
  method: number;
  crc: number;
  plainBytes: number;
  packedBytes: number;
}

interface Entry extends Sizes {
  name: string;
  /** With its header. */
  bytes: Buffer;
}

const stored = 0;
const deflated = 8;
/** CRC and sizes stand behind the part. */
const sizesLater = 0x0008;
const nothing: Sizes = { method: deflated, crc: 0, plainBytes: 0, packedBytes: 0 };
/** The first day that an archive can name: the same table is the same file. */
const firstDay = 0x0021;
const version = 20;

function fixedEntries(): Entry[] {
  return fixedParts.map(([name, text]) => {
    const plain = Buffer.from(text, 'utf8');
    const { length } = plain;
    const sizes = { method: stored, crc: crc32(plain), plainBytes: length, packedBytes: length };
    return { ...sizes, name, bytes: Buffer.concat([localHeader(name, 0, sizes), plain]) };
  });
}

function localHeader(name: string, flags: number, sizes: Sizes): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(sizes.method, 8);
  header.writeUInt16LE(firstDay, 12);
  writeSizes(header, sizes, 14);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name, 'ascii')]);
}

function directoryRecord(name: string, flags: number, sizes: Sizes, place: number): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(version, 4);
  record.writeUInt16LE(version, 6);
  record.writeUInt16LE(flags, 8);
  record.writeUInt16LE(sizes.method, 10);
  record.writeUInt16LE(firstDay, 14);
  writeSizes(record, sizes, 16);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt32LE(place, 42);
  return Buffer.concat([record, Buffer.from(name, 'ascii')]);
}

function endRecord(directory: readonly Buffer[], place: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(directory.length, 8);
  record.writeUInt16LE(directory.length, 10);
  record.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  record.writeUInt32LE(place, 16);
  return record;
}

function writeSizes(into: Buffer, { crc, packedBytes, plainBytes }: Sizes, at: number): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packedBytes, at + 4);
  into.writeUInt32LE(plainBytes, at + 8);
}
