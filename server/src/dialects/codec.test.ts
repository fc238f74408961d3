import { expect, test } from 'vitest';
import { spoken } from './testing/spoken.ts';

test('what a list does not ask for is not in its query', () => {
  const listing = spoken.flatMap(({ name, operations }) =>
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

test('an item of a list without an id that can be kept is left out', () => {
  const usable = { id: 'a', status: 'queued', object: 'video' };
  const items = [usable, { ...usable, id: 'x'.repeat(3_000) }, { ...usable, id: '' }];
  const lists = spoken.flatMap(({ operations }) =>
    operations.filter(({ does }) => does === 'list'),
  );
  expect(lists.length).toBeGreaterThan(2);
  for (const { answers } of lists) {
    expect(answers.decode({ items, data: items })).toMatchObject({ tasks: [{ id: 'a' }] });
  }
});
