import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf, tableName, timeInZone, type CsvCell } from './csv.ts';

/** A cell as it stands in the file, below a head of one column. */
const cell = (value: CsvCell) =>
  csvOf(['x'], [[value]]).slice('\uFEFFx\r\n'.length, -'\r\n'.length);

/** As a program reads a file that takes this for the end of a cell: what follows a quoted part belongs to the cell. */
function cellsOf(file: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let isAtStart = true;
  for (let at = 0; at < file.length; at += 1) {
    const character = file.charAt(at);
    if (isQuoted && character === '"' && file.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"' && (isQuoted || isAtStart)) isQuoted = !isQuoted;
    else if (!isQuoted && (character === separator || character === '\n' || character === '\r')) {
      cells.push(cell);
      cell = '';
      isAtStart = true;
      continue;
    } else cell += character;
    isAtStart = false;
  }
  return [...cells, cell];
}

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    [null, ''],
    [-40.5, '-40.5'],
    [0.000_001, '0.000001'],
    [true, 'true'],
    ['a, b', '"a, b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    [' =1', "' =1"],
    [' padded ', '" padded "'],
    ['\t=1', '"\'\t\'=1"'],
    // Where a list is separated by semicolons, what stands behind one begins a cell, quotes around or not.
    [';=1+1', '";\'=1+1"'],
    ['a; "=1"', '"a; ""\'=1"""'],
    ['a\n@SUM(A1)', '"a\n\'@SUM(A1)"'],
    ['a; b', '"a; b"'],
    ['[1,-2]', '"[1,-2]"'],
    ['00123', "'00123"],
    ['12345678901234567890', "'12345678901234567890"],
    ['1e5', "'1e5"],
    ['4711', '4711'],
    ['task_1', 'task_1'],
    ['猫', '猫'],
  ])('%j is written %s', (value, text) => {
    expect(cell(value)).toBe(text);
  });

  test('of any text is read again, and never begins a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = cell(text);
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
        expect(read).not.toMatch(/^\s*[=+\-@]/u);
        // Apostrophes are all that is added.
        expect(read.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
        if (!/[;\t\r\n]/u.test(text)) expect([text, `'${text}`]).toContain(read);
      }),
      { numRuns: 2_000 },
    );
  });

  test('begins no formula in any program, whatever that takes for the end of a cell', () => {
    const piece = fc.constantFrom('=', '+', '-', '@', '|', ';', ',', '"', "'", ' ', 'a', '1');
    const text = fc.string({ unit: fc.oneof(piece, fc.constantFrom('\t', '\n', '\r')) });
    fc.assert(
      fc.property(text, text, (one, two) => {
        const file = csvOf(['id', 'one', 'two', 'end'], [['task_1', one, two, 'end']]);
        for (const separator of [',', ';', '\t']) {
          const formulas = cellsOf(file, separator).filter((read) => /^\s*[=+\-@|]/u.test(read));
          expect([separator, formulas]).toEqual([separator, []]);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

test('a file begins with a byte order mark and has lines as RFC 4180 ends them', () => {
  const rows = [
    ['1', 2],
    ['3', 4],
  ];
  expect(csvOf(['a', 'b'], rows)).toBe('\uFEFFa,b\r\n1,2\r\n3,4\r\n');
});

test.each([
  ['UTC', '2026-03-28T23:30:00+00:00'],
  ['Asia/Shanghai', '2026-03-29T07:30:00+08:00'],
  ['Asia/Kolkata', '2026-03-29T05:00:00+05:30'],
  ['Europe/Berlin', '2026-03-29T00:30:00+01:00'],
  ['America/New_York', '2026-03-28T19:30:00-04:00'],
])('a time in %s is %s', (zone, text) => {
  expect(timeInZone(Date.UTC(2026, 2, 28, 23, 30), zone)).toBe(text);
});

test('a file’s name says the zone', () => {
  expect(tableName('usage', 'Asia/Shanghai', Date.UTC(2026, 2, 28, 23, 30), 'csv')).toBe(
    'filmgate-usage-Asia-Shanghai-2026-03-29.csv',
  );
});
