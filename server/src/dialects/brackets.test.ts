import { expect, describe, test } from 'vitest';
import { decodeCall } from './codec.ts';
import type { AnyOperation } from './mechanism.ts';
import { validCall } from './testing/arbitraries.ts';
import * as fc from 'fast-check';
import { spoken } from './testing/spoken.ts';

/** Every parameter of a query that may be a list, wherever it stands. */
const lists = spoken.flatMap((dialect) =>
  dialect.operations.flatMap((op) =>
    Object.entries(op.asks.schemas.query?.shape ?? {}).flatMap(([name, field]) =>
      field.safeParse(['x', 'y']).success ? [[dialect.name, name, op] as const] : [],
    ),
  ),
);

function asked(op: AnyOperation, name: string, more: Record<string, string | string[]>) {
  const [call] = fc.sample(validCall(op.asks.schemas), { numRuns: 1, seed: 1 });
  const { [name]: _list, ...others } = call?.query ?? {};
  return decodeCall(op, { path: {}, body: undefined, ...call, query: { ...others, ...more } });
}

test('there are such lists in several dialects', () => {
  expect(new Set(lists.map(([dialect]) => dialect))).toEqual(
    new Set(['ark', 'threehei', 'jimmyai']),
  );
});

describe.each(lists)('%s, %s', (_dialect, name, op) => {
  test('is the same list in brackets, as serialisers write one', () => {
    const plain = asked(op, name, { [name]: ['x', 'y'] });
    expect(asked(op, name, { [`${name}[]`]: ['x', 'y'] })).toEqual(plain);
    expect(asked(op, name, { [`${name}[0]`]: 'x', [`${name}[1]`]: 'y' })).toEqual(plain);
    expect(asked(op, name, { [name]: 'x', [`${name}[]`]: 'y' })).toEqual(plain);
  });

  test('is that one where it has one entry', () => {
    const plain = asked(op, name, { [name]: 'x' });
    expect(asked(op, name, { [`${name}[]`]: 'x' })).toEqual(plain);
  });
});
