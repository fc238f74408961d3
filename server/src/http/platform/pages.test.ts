import { expect, test } from 'vitest';
import { openPlatformServer } from './testing/platform-server.ts';
import { fills, walk } from './testing/pages.ts';
import { routes } from './testing/routes.ts';

const goOn = routes.filter(
  ({ method, asks }) => method === 'GET' && Object.hasOwn(asks.query?.shape ?? {}, 'cursor'),
);

test('every list that goes on by a cursor is walked, and no other', () => {
  expect(Object.keys(fills).sort()).toEqual(goOn.map(({ path }) => path).sort());
});

test.each(Object.keys(fills))(
  '%s: 350 rows are read page by page during inserts, each once',
  async (path) => {
    await using server = await openPlatformServer();
    const filled = await fills[path]?.(server, 350);
    if (!filled) throw new Error(`${path} is not filled`);
    const { there, ids, added, pages } = await walk(server, filled);
    expect(there).toBeGreaterThanOrEqual(350);
    expect(new Set(ids).size).toBe(ids.length);
    // What came after the first page was asked for is before all that was still to be read.
    expect(ids).toHaveLength(there);
    expect(added).toBe(pages - 1);
    expect(pages).toBe(Math.ceil(there / 100));
  },
);
