import fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../testing/zip.ts';
import type { CsvCell } from './csv.ts';
import { tableFiles } from './table-file.ts';

/** As a file, in so many pages. */
function workbook(head: readonly string[], pages: readonly CsvCell[][][]): Buffer {
  const { begin, rows, end, served } = tableFiles.xlsx;
  const pieces = [begin(head)];
  for (const page of pages) pieces.push(rows(page, pieces.at(-1)?.state ?? null));
  pieces.push(end(pieces.at(-1)?.state ?? null));
  return Buffer.concat(pieces.map(({ stored }) => served(stored)));
}

const sheetOf = (file: Buffer): string => partsOf(file).get('xl/worksheets/sheet1.xml') ?? '';

describe('a workbook that is written page by page', () => {
  test('has all that Excel looks for', () => {
    const parts = partsOf(workbook(['a'], []));
    expect([...parts.keys()]).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/worksheets/sheet1.xml',
    ]);
    for (const text of parts.values()) expect(text).toMatch(/^<\?xml version="1\.0" .*>$/su);
  });

  test('keeps texts as texts and numbers as numbers, and has no formula', () => {
    const sheet = sheetOf(
      workbook(
        ['id', 'credits'],
        [
          [['00123', 40.5]],
          [
            ['=1+1 & <b>', null],
            [true, -0.000_001],
          ],
        ],
      ),
    );
    expect(sheet).toContain(
      '<c r="A2" t="inlineStr"><is><t xml:space="preserve">00123</t></is></c>',
    );
    expect(sheet).toContain('<c r="B2"><v>40.5</v></c>');
    expect(sheet).toContain('=1+1 &amp; &lt;b&gt;</t>');
    expect(sheet).toContain(
      '<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4"><v>-0.000001</v></c>',
    );
    expect(sheet).not.toContain('<f');
  });

  test('is the same however it is cut into pages, and its sums are right', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    const rows = fc.array(fc.array(cell, { maxLength: 30 }), { maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.nat(12), (all, cut) => {
        const whole = workbook(['x'], [all]);
        const sheet = sheetOf(whole);
        expect(sheetOf(workbook(['x'], [all.slice(0, cut), all.slice(cut)]))).toBe(sheet);
        expect(sheet).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
        const descriptor = whole.lastIndexOf(Buffer.from('PK\u0007\u0008', 'latin1'));
        expect(whole.readUInt32LE(descriptor + 4)).toBe(crc32(sheet));
        expect(whole.readUInt32LE(descriptor + 12)).toBe(Buffer.byteLength(sheet));
      }),
      { numRuns: 50 },
    );
  });

  test('has columns beyond Z', () => {
    const head = Array.from({ length: 703 }, (_, index) => String(index));
    const sheet = sheetOf(workbook(head, []));
    for (const place of ['Z1', 'AA1', 'ZZ1', 'AAA1']) expect(sheet).toContain(`r="${place}"`);
  });
});

test('a table of texts is the same in pieces', () => {
  const { begin, rows, end, served } = tableFiles.csv;
  const pieces = [begin(['a', 'b']), rows([['x', 1]], null), rows([], null), end(null)];
  const file = Buffer.concat(pieces.map(({ stored }) => served(stored)));
  expect(file.toString('utf8')).toBe('\uFEFFa,b\r\nx,1\r\n');
  expect(pieces.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(file.length);
});
