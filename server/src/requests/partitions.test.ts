import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { requestRules } from './partitions.ts';
import { findRequests } from './read.ts';
import { someRequest } from './testing/requests.ts';
import { writeCounts, writeRequests } from './write.ts';

let database: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ database, drop } = await testDatabase());
});
afterEach(() => drop());

const dayMs = 86_400_000;
const keptDays = 7;
const accountId = randomUUID();
const now = Date.now();

const suffix = (days: number) =>
  new Date(now + days * dayMs).toISOString().slice(0, 10).replaceAll('-', '');

async function keep(): Promise<unknown> {
  const [rule] = requestRules(database, keptDays);
  return rule?.batch(1);
}

async function partitions(table: string): Promise<string[]> {
  const { rows } = await database.general.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = $1::regclass order by 1`,
    [table],
  );
  return rows.map(({ name }) => name.slice(table.length + 1));
}

async function rowsIn(table: string): Promise<number> {
  const { rows } = await database.general.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return rows[0]?.count ?? 0;
}

const write = (...days: number[]) =>
  writeRequests(
    database,
    days.map((day) => someRequest({ accountId, atMs: now + day * dayMs })),
  );
const count = (day: number) =>
  writeCounts(database, [
    {
      minuteAtMs: Math.floor((now + day * dayMs) / 60_000) * 60_000,
      ...{ accountId, keyId: null, route: '/', reads: 1, unlisted: 0 },
    },
  ]);

/** As if it had been made when its day was ahead. */
async function addPartition(table: string, days: number): Promise<void> {
  const [from, to] = [days, days + 1].map((day) => `${suffix(day)} 00:00:00+00`);
  await database.general.query(
    `create table ${table}_${suffix(days)} partition of ${table}
       for values from ('${String(from)}') to ('${String(to)}')`,
  );
}

test('today and two days ahead have partitions, which are made once', async () => {
  const expected = [suffix(0), suffix(1), suffix(2), 'default'];
  for (let round = 0; round < 2; round += 1) {
    expect(await keep()).toBe(false);
    expect(await partitions('request_log')).toEqual(expected);
    expect(await partitions('request_counts')).toEqual(expected);
  }
  await write(0, 1, 3);
  await count(0);
  expect(await rowsIn(`request_log_${suffix(0)}`)).toBe(1);
  expect(await rowsIn('request_log_default')).toBe(1);
  expect(await rowsIn(`request_counts_${suffix(0)}`)).toBe(1);
  expect(await rowsIn('request_counts_default')).toBe(0);
});

test('what came before there was a partition stays where it is, and is found', async () => {
  await write(0, 1);
  expect(await keep()).toBe(false);
  expect(await partitions('request_log')).toEqual([suffix(2), 'default']);
  await write(0, 1, 2);
  const { requests } = await findRequests(database, { accountId, limit: 100, after: null });
  expect(requests.map(({ atMs }) => atMs)).toEqual([2, 1, 1, 0, 0].map((day) => now + day * dayMs));
});

describe('what is too old', () => {
  test('goes by partition, and of the others by its age', async () => {
    for (const days of [-9, -8, -7]) {
      await addPartition('request_log', days);
      await addPartition('request_counts', days);
      await write(days);
      await count(days);
    }
    // Of days without a partition.
    await write(-10, -6);
    await count(-10);
    await count(-6);
    expect(await keep()).toBe(false);
    // Of the seventh day before today a part is younger than seven days.
    const left = [suffix(-7), suffix(0), suffix(1), suffix(2), 'default'];
    expect(await partitions('request_log')).toEqual(left);
    expect(await partitions('request_counts')).toEqual(left);
    expect(await rowsIn('request_log_default')).toBe(1);
    expect(await rowsIn('request_counts_default')).toBe(1);
    const { requests } = await findRequests(database, { accountId, limit: 100, after: null });
    expect(requests.map(({ atMs }) => atMs)).toEqual([now - 6 * dayMs, now - 7 * dayMs]);
  });

  test('goes some at a time', async () => {
    const old = Array.from({ length: 1_500 }, () => -8);
    await write(...old);
    expect(await keep()).toBe(true);
    expect(await rowsIn('request_log_default')).toBe(500);
    expect(await keep()).toBe(false);
    expect(await rowsIn('request_log_default')).toBe(0);
  });

  test('does not keep anybody waiting who reads it', async () => {
    await addPartition('request_log', -9);
    await write(-9);
    const reader = await database.general.connect();
    try {
      await reader.query('begin');
      await reader.query('select from request_log');
      const began = performance.now();
      await expect(keep()).rejects.toThrow(/lock timeout/);
      expect(performance.now() - began).toBeLessThan(5_000);
      await reader.query('commit');
    } finally {
      reader.release();
    }
    expect(await keep()).toBe(false);
    expect(await partitions('request_log')).not.toContain(suffix(-9));
  });
});
