import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { base36Id, datedId } from './ids.ts';
import { spoken } from './testing/spoken.ts';

const idAt = (atMs: number) => base36Id({ atMs, random: randomBytes(10) }, 20);

describe.each(spoken.map((dialect) => [dialect.name, dialect] as const))('%s', (_name, dialect) => {
  test('names tasks uniquely, in letters that are harmless in a URL', () => {
    const ids = Array.from({ length: 2000 }, () =>
      dialect.taskId({ atMs: 1_795_000_000_000, random: randomBytes(10) }),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{16,40}$/);
  });
});

test.each([
  ['plain', idAt],
  ['dated', (atMs: number) => datedId('cgt', { atMs, random: randomBytes(10) })],
])('%s ids grow with time', (_look, make) => {
  const times = [0, 1, 999, 1_795_000_000_000, 1_795_000_000_001, Date.UTC(3000, 0)];
  const ids = times.map(make);
  expect([...ids].sort()).toEqual(ids);
});

test('dated ids tell their second in UTC', () => {
  const atMs = Date.UTC(2026, 5, 6, 16, 0, 57, 35);
  const random = new Uint8Array(10);
  expect(datedId('cgt', { atMs, random })).toBe('cgt-20260606160057-0z00000000');
  expect(datedId('asset', { atMs, random: random.fill(255) })).toMatch(
    /^asset-20260606160057-0z[a-z0-9]{8}$/,
  );
});

test('ids have their length also where time and chance are small', () => {
  expect(base36Id({ atMs: 0, random: new Uint8Array(10) }, 20)).toBe('0'.repeat(20));
  expect(base36Id({ atMs: 36, random: new Uint8Array(10).fill(255) }, 20)).toMatch(/^000000010/);
});
