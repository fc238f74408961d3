import { expect, test } from 'vitest';
import { dialects } from './index.ts';

test('what a list does not ask for is not in its query', () => {
  const listing = dialects.flatMap(({ name, operations }) =>
    operations.flatMap((operation) => {
      if (operation.does !== 'list') return [];
      const ask = { limit: 1, order: 'newest' } as const;
      const calls = [
        operation.asks.encode({ ...ask, from: { page: 1 }, withinSeconds: 604_800 }),
        operation.asks.encode({ ...ask, from: { after: null } }),
      ];
      return calls.flatMap((call) => ('said' in call ? [{ name, query: call.said.query }] : []));
    }),
  );
  expect(listing.map(({ name }) => name)).toEqual(expect.arrayContaining(['ark', 'openai']));
  for (const { name, query } of listing) {
    expect(Object.values(query), name).not.toContain(undefined);
  }
});
