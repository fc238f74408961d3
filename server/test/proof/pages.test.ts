import { expect, test } from 'vitest';
import { fills, walk } from '../../src/http/platform/testing/pages.ts';
import { openPlatformServer } from '../../src/http/platform/testing/platform-server.ts';

test.each(Object.keys(fills))(
  '%s: 10 000 rows are read page by page during inserts, each once',
  async (path) => {
    await using server = await openPlatformServer();
    const filled = await fills[path]?.(server, 10_000);
    if (!filled) throw new Error(`${path} is not filled`);
    const { there, ids, added, pages } = await walk(server, filled);
    process.stdout.write(`${path}: ${String(there)} rows in ${String(pages)} pages\n`);
    expect(there).toBeGreaterThanOrEqual(10_000);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(there);
    expect(added).toBe(pages - 1);
  },
);
