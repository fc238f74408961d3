import { expect, test } from 'vitest';
import { readSources, type Call } from './testing/source.ts';

/**
 * Every argument of a call takes room on the stack: a list of a hundred thousand rows that is spread into
 * one ends the process. Where a function takes a fixed number of arguments the compiler lets only tuples be
 * spread; these take any number.
 */
const takesAnyNumber: ReadonlySet<string | null> = new Set([
  'max',
  'min',
  'hypot',
  'push',
  'unshift',
  'splice',
  'concat',
  'of',
  'fromCharCode',
  'fromCodePoint',
  'apply',
  'assign',
]);

function spreadsOf(calls: readonly Call[]): string[] {
  return calls
    .filter(({ name, hasSpread }) => hasSpread && takesAnyNumber.has(name))
    .map(({ path, line, text }) => `${path}:${String(line)} ${text}`);
}

test('no list is spread into the arguments of a call', () => {
  expect(spreadsOf(readSources().calls)).toEqual([]);
});

test('such a call is found, and one with a tuple is not', () => {
  const text = `
const a = Math.max(...rows.map((row) => row.length));
all.push(1, ...more);
context.lineTo(...point);
const b = [...rows].concat(rows);`;
  expect(spreadsOf(readSources([{ path: 'made/up.ts', text }]).calls)).toEqual([
    'made/up.ts:2 Math.max(...rows.map((row) => row.length))',
    'made/up.ts:3 all.push(1, ...more)',
  ]);
});
