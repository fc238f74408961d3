import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createKey, type KeyTerms } from '../../src/accounts/keys.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { grantCredits } from '../../src/ledger/grants.ts';
import { createSettler } from '../../src/tasks/settle.ts';
import { settlement } from '../../src/tasks/testing/fixture.ts';
import { startWake } from '../../src/work/wake.ts';
import { call } from '../harness/api.ts';
import { startFleet, type Fleet } from './fleet.ts';

/** What came of it, as the database has it: of what was made, some answers got lost with their process. */
export interface Held {
  /** Tasks of a key that may make 60 a minute. */
  rated: number;
  /** Tasks of a key with a budget of 25 films. */
  budgeted: number;
  /** Most tasks at once of a key that may have 3, at any moment. */
  atOnce: number;
  /** Tasks of that key that came to their end. */
  ended: number;
}

const filmCredits = 40n;
const credit = 1_000_000n;

/** Three api processes, of which one dies after a third of the time and is followed by another at two thirds. */
export async function holdLimits(seconds: number): Promise<Held> {
  const fleet = await startFleet();
  try {
    const keys = await makeKeys(fleet);
    await noteMostAtOnce(fleet);
    const others = [await fleet.startApi(), await fleet.startApi()];
    const urls = [fleet.url, ...others.map(({ url }) => url)];
    const endMs = performance.now() + seconds * 1_000;
    const isOver = (): boolean => performance.now() > endMs;
    const ask = async (url: string, which: keyof typeof keys, everyMs: number): Promise<void> => {
      while (!isOver()) {
        await film(url, keys[which].key);
        await wait(everyMs);
      }
    };
    const third = (seconds * 1_000) / 3;
    const [ended] = await Promise.all([
      endSome(fleet, isOver),
      ...urls.flatMap((url) => [
        ask(url, 'rated', 250),
        ask(url, 'budgeted', 500),
        ask(url, 'gated', 500),
      ]),
      wait(third)
        .then(() => others[1]?.kill())
        .then(() => wait(third))
        .then(async () => ask((await fleet.startApi()).url, 'rated', 250)),
    ]);
    expect((await checkLedger(fleet.database)).broken).toEqual([]);
    return {
      rated: await tasksOf(fleet, keys.rated.id),
      budgeted: await tasksOf(fleet, keys.budgeted.id),
      atOnce: await mostAtOnce(fleet, keys.gated.id),
      ended,
    };
  } finally {
    await fleet.remove();
  }
}

async function makeKeys({ database }: Fleet) {
  const { id: accountId } = await createAccount(database, { name: 'limited' });
  await grantCredits(database, {
    accountId,
    amountMicros: 1_000_000n * credit,
    reason: 'test',
  });
  const make = (terms: Partial<KeyTerms>) =>
    createKey(database, { accountId, mode: 'live', name: 'limited', terms });
  return {
    rated: await make({ createsPerMinute: 60 }),
    budgeted: await make({ budget: { mostMicros: 25n * filmCredits * credit, period: 'total' } }),
    gated: await make({ tasksAtOnce: 3 }),
  };
}

/** Whatever is answered, and also where the process is dead. */
async function film(url: string, key: string): Promise<void> {
  const body = { model: 'seedance-2.0', prompt: 'A river', duration: 5, resolution: '720p' };
  await call({ url }, 'POST', '/api/open/v1/video/generations', { key, body }).catch(
    () => undefined,
  );
}

/** Keeps of each key how many tasks it ever had at once: whoever looks now and then misses what is over soon. */
async function noteMostAtOnce({ database }: Fleet): Promise<void> {
  await database.general.query(`
create table most_at_once (subject_id uuid primary key, most int not null);
create function note_most_at_once() returns trigger language plpgsql as $$
begin
  insert into most_at_once as m values (new.subject_id, new.at_once)
  on conflict (subject_id) do update set most = greatest(m.most, excluded.most);
  return null;
end $$;
create trigger note_most_at_once after insert or update on limits
  for each row execute function note_most_at_once()`);
}

async function mostAtOnce({ database }: Fleet, keyId: string): Promise<number> {
  const { rows } = await database.general.query<{ most: number }>(
    'select most from most_at_once where subject_id = $1',
    [keyId],
  );
  return rows[0]?.most ?? 0;
}

async function tasksOf({ database }: Fleet, keyId: string): Promise<number> {
  const { rows } = await database.general.query<{ count: number }>(
    'select count(*)::int as count from tasks where key_id = $1',
    [keyId],
  );
  return rows[0]?.count ?? 0;
}

/** Ends a task of the gated key now and then, as nobody makes any. Resolves with how many. */
async function endSome({ database }: Fleet, isOver: () => boolean): Promise<number> {
  const wake = startWake(database, () => undefined);
  const settler = createSettler(database, wake, () => undefined);
  let ended = 0;
  while (!isOver()) {
    const { rows } = await database.general.query<{ id: string }>(
      `select t.id from tasks t
         join limits l on l.subject_id = t.key_id and l.tasks_at_once is not null
         join work w on w.step = 'dispatch' and w.subject_id = t.id and w.home_queue is null
        where t.finished_at is null limit 1`,
    );
    const [first] = rows;
    if (first && (await settler.settle(settlement(first.id)))) ended += 1;
    await wait(200);
  }
  await wake.close();
  return ended;
}
