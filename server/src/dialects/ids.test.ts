import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { base36Id } from './ids.ts';
import { dialects } from './index.ts';

const idAt = (atMs: number) => base36Id({ atMs, random: randomBytes(10) }, 20);

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))(
  '%s',
  (_name, dialect) => {
    test('names tasks uniquely, in letters that are harmless in a URL', () => {
      const ids = Array.from({ length: 2000 }, () =>
        dialect.taskId({ atMs: 1_795_000_000_000, random: randomBytes(10) }),
      );
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{16,40}$/);
    });
  },
);

test('ids grow with time', () => {
  const times = [0, 1, 1_795_000_000_000, 1_795_000_000_001, Date.UTC(3000, 0)];
  const ids = times.map(idAt);
  expect([...ids].sort()).toEqual(ids);
});

test('ids have their length also where time and chance are small', () => {
  expect(base36Id({ atMs: 0, random: new Uint8Array(10) }, 20)).toBe('0'.repeat(20));
  expect(base36Id({ atMs: 36, random: new Uint8Array(10).fill(255) }, 20)).toMatch(/^000000010/);
});
