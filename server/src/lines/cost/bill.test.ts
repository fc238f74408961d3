import { describe, expect, test } from 'vitest';
import { compareBill, readBill, toleranceOf, type BillEntry, type OurEntry } from './bill.ts';

const columns = { id: 'Task ID', value: 'Amount' };
const read = (text: string) => readBill(text, columns);

describe('a bill is read', () => {
  const entries = [
    { upstreamId: 'cgt-1', micros: 5_009_400n },
    { upstreamId: 'cgt-2', micros: 2_000_000n },
  ];

  test.each<[string, string]>([
    ['as CSV', 'Task ID,Amount\ncgt-1,5.0094\ncgt-2,2\n'],
    [
      'as CSV of a spreadsheet',
      '\uFEFFModel,Task ID,Amount\r\n"a, ""b""",cgt-1,5.0094\r\n\r\n,"cgt-2",2',
    ],
    ['as a JSON list', '[{"Task ID":"cgt-1","Amount":5.0094},{"Task ID":"cgt-2","Amount":"2"}]'],
    [
      'as JSON by the line',
      '{"Task ID":"cgt-1","Amount":"5.0094"}\n\n{"Task ID":"cgt-2","Amount":2}\n',
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ entries, decimals: 4 });
  });

  test('with the entries of one task added up', () => {
    expect(read('Task ID,Amount\na,1.5\nb,1\na,2').entries).toEqual([
      { upstreamId: 'a', micros: 3_500_000n },
      { upstreamId: 'b', micros: 1_000_000n },
    ]);
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'the file: is empty'],
    ['a row that is too short', 'Task ID,Amount\na', 'row 2: has 1 columns'],
    ['a column that is not there', 'Id,Amount\na,1', 'row 2: has no Task ID'],
    ['an amount below zero', 'Task ID,Amount\na,1\nb,-1', 'row 3: Amount is "-1"'],
    ['an amount with a comma', 'Task ID,Amount\na,"1,5"', 'row 2: Amount is "1,5"'],
    ['quotation marks that go astray', 'Task ID,Amount\n"a"b,1', 'row 2: has a stray quotation'],
    ['quotation marks that do not end', 'Task ID,Amount\n"a,1', 'row 2: has a stray quotation'],
    ['broken JSON', '[{"Task ID":', 'the file: is not JSON'],
    ['broken JSON in a line', '{"Task ID":"a","Amount":1}\n{', 'line 2: is not JSON'],
    ['what is no object', '["a"]', 'entry 1: is no object'],
  ])('never past %s', (_, text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});

describe('a bill beside our attempts', () => {
  const billed = (upstreamId: string, micros: bigint): BillEntry => ({ upstreamId, micros });
  const ours = (upstreamId: string, micros: bigint | null, isDue = true): OurEntry => ({
    upstreamId,
    taskId: `task of ${upstreamId}`,
    micros,
    isDue,
  });

  test('tells what we know nothing of, what it lacks, and where the two differ', () => {
    const report = compareBill(
      [billed('same', 10n), billed('stranger', 7n), billed('dearer', 12n), billed('open', 5n)],
      [
        ours('same', 10n),
        ours('dearer', 10n),
        ours('open', null),
        ours('forgotten', 9n),
        ours('of last month', 9n, false),
      ],
      0n,
    );
    expect(report).toEqual({
      agreed: 1,
      orphans: [billed('stranger', 7n)],
      missing: [ours('forgotten', 9n)],
      different: [
        { upstreamId: 'dearer', taskId: 'task of dearer', billedMicros: 12n, ourMicros: 10n },
      ],
      unknown: [billed('open', 5n)],
    });
  });

  test('agrees as far as the bill is rounded, and no further', () => {
    const tolerance = toleranceOf(read('Task ID,Amount\na,5.01'));
    const differs = (micros: bigint): boolean =>
      compareBill([billed('a', 5_010_000n)], [ours('a', micros)], tolerance).different.length > 0;
    expect([5_005_000n, 5_015_000n].map(differs)).toEqual([false, false]);
    expect([5_004_999n, 5_015_001n].map(differs)).toEqual([true, true]);
    expect(toleranceOf({ decimals: 6 })).toBe(0n);
  });
});
