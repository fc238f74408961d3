import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { testDatabase } from '../../src/postgres/testing.ts';
import { until } from '../harness/api.ts';
import { openPlace, type Place } from './place.ts';
import { run } from './run.ts';

/** Commands that make videos where no server runs: alone, several at once, and after a sudden end. */

let place: Place;

beforeAll(async () => {
  place = await openPlace('without a server');
});

afterAll(async () => {
  await place.remove();
});

const small = ['--resolution', '480p', '--seconds', '4', '--test'];

async function stateOf(id: string): Promise<string> {
  const { answer } = await place.runJson(['tasks', 'show', id]);
  return z.object({ state: z.string() }).parse(answer).state;
}

test('several at once share the database of the first one, and outlive it', async () => {
  // The first makes the database; the others come while it works.
  const first = place.start(['generate', 'A kite', '-o', '0.mp4', ...small]);
  await until(
    () => Promise.resolve(first.stderr()),
    (text) => text.includes('waiting') || text.includes('rendering'),
  );
  const others = [1, 2].map((number) =>
    place.start(['generate', 'A kite', '-o', `${String(number)}.mp4`, ...small]),
  );
  for (const { ended } of [first, ...others]) {
    const { code, stderr } = await ended;
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  }
  for (const number of [0, 1, 2]) {
    expect(existsSync(join(place.folder, `${String(number)}.mp4`))).toBe(true);
  }
  expect(await place.hasDatabase()).toBe(false);
});

test('what a killed command left behind can be cancelled, and the next one clears it away', async () => {
  const killed = place.start([
    ...['generate', 'A long river', '-o', 'river.mp4'],
    ...['--resolution', '1080p', '--seconds', '15'],
  ]);
  await until(
    () => Promise.resolve(killed.stderr()),
    (text) => text.includes('rendering'),
  );
  killed.child.kill('SIGKILL');
  await killed.ended;
  const { answer } = await place.runJson(['tasks', 'list', '--account', 'demo', '--limit', '1']);
  const [left] = z.object({ tasks: z.array(z.object({ id: z.string() })) }).parse(answer).tasks;
  const id = String(left?.id);
  expect(await stateOf(id)).toBe('running');

  // Nobody renders now who could stop it: the wish is noted.
  const noted = await place.runJson(['tasks', 'cancel', id]);
  expect(noted.code).toBe(1);
  expect(z.object({ error: z.string() }).parse(noted.answer).error).toContain('was noted');
  const next = await place.run(['generate', 'A kite', '-o', 'next.mp4', ...small]);
  expect(next.code).toBe(0);
  expect(await stateOf(id)).toBe('cancelled');
  expect(await place.runJson(['ledger', 'check'])).toMatchObject({
    code: 0,
    answer: { ok: true, openTasks: 0, heldMicros: '0' },
  });
});

test('with a PostgreSQL of one’s own and no server at it, the command renders itself', async () => {
  const { address, drop } = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-own-'));
  try {
    const host = `host=${encodeURIComponent(address.host)}&port=${String(address.port)}`;
    const env = {
      DATABASE_URL: `postgres://${address.user}@localhost/${address.database}?${host}`,
      FILMGATE_SECRET: 'a secret of this test, long enough',
      FILMGATE_DATA_DIR: folder,
    };
    const made = await run(['generate', 'A kite', '-o', 'kite.mp4', ...small, '--json'], {
      env,
      cwd: folder,
    });
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(folder, 'kite.mp4'))).toBe(true);
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
  } finally {
    await drop();
    await rm(folder, { recursive: true, force: true });
  }
});
