import { expect } from 'vitest';
import { z } from 'zod';
import { readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import type { Database } from '../../src/postgres/database.ts';
import type { Customer } from '../chaos/customers.ts';
import type { Fleet } from '../chaos/fleet.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import type { ReceivedWebhook } from '../harness/media-host.ts';
import type { LedgerEntry } from '../simulator/control.ts';
import { repeated } from '../simulator/simulator.ts';

/** Upstreams refuse a film whose prompt holds this word: it is made nowhere, and fails. */
export const forbiddenWord = 'forbidden';

export interface Film {
  id: string;
  state: string;
  prompt: string;
  chargedMicros: bigint | null;
  /** Of all its attempts. */
  upstreamIds: string[];
}

async function readFilms({ general }: Database): Promise<Film[]> {
  const { rows } = await general.query<Film>(`
    select t.id, t.state, t.request ->> 'prompt' as prompt, t.charged_micros as "chargedMicros",
           array(select a.upstream_id from attempts a
                  where a.task_id = t.id and a.upstream_id is not null) as "upstreamIds"
      from tasks t`);
  return rows;
}

/** How many tasks are not in a final state. */
export async function countOpen({ general }: Database): Promise<number> {
  const { rows } = await general.query<{ open: number }>(
    'select count(*)::int as open from tasks where finished_at is null',
  );
  return rows[0]?.open ?? 0;
}

export const allSteps = ['dispatch', 'follow', 'collect', 'deliver'];

/** Resolves when nothing of these steps is left to be done. */
export async function untilNothingIsOpen(
  { general }: Database,
  steps: readonly string[],
  withinMs: number,
): Promise<void> {
  const look = async (): Promise<string[]> => {
    const { rows } = await general.query<{ step: string; count: bigint }>(
      'select step, count(*) as count from work where step = any ($1) group by step',
      [steps],
    );
    return rows.map(({ step, count }) => `${step}: ${String(count)}`);
  };
  await until(look, (open) => open.length === 0, withinMs);
}

/**
 * What must be true in the end, whatever was lost, killed or lied about: each film ended as its upstream says,
 * was made once there, and was paid for once if it succeeded; upstreams made nothing that we do not know, and
 * no slot of a line stays taken.
 */
export async function expectTruth(
  fleet: Fleet,
  customer: Customer,
  ledger: readonly LedgerEntry[],
): Promise<Film[]> {
  const films = await expectMadeOnce(fleet, ledger);
  await expectMoney(fleet, customer, films);
  return films;
}

/** The same without the customer's money. `ledger` is of all upstreams together. */
export async function expectMadeOnce(
  { database }: Pick<Fleet, 'database'>,
  ledger: readonly LedgerEntry[],
): Promise<Film[]> {
  const films = await readFilms(database);
  expect(repeated(ledger)).toEqual([]);
  const made = new Map(ledger.map((entry) => [entry.prompt, entry]));
  const untrue = films
    .map((film) => ({ ...film, upstream: made.get(film.prompt)?.state ?? 'nowhere' }))
    .filter((film) => film.state !== trueState(film.prompt, made.get(film.prompt)));
  expect(untrue).toEqual([]);
  expect(films.flatMap(({ upstreamIds }) => upstreamIds).sort()).toEqual(
    ledger.map(({ id }) => id).sort(),
  );
  const slots = await database.general.query('select * from line_slots where taken <> 0');
  expect(slots.rows).toEqual([]);
  return films;
}

function trueState(prompt: string, entry: LedgerEntry | undefined): string {
  if (!entry) return prompt.includes(forbiddenWord) ? 'failed' : 'made somewhere';
  return entry.state === 'succeeded' ? 'succeeded' : 'failed';
}

async function expectMoney(
  fleet: Fleet,
  { accountId, grantedMicros }: Customer,
  films: readonly Film[],
): Promise<void> {
  const filmMicros = BigInt(filmCredits) * 1_000_000n;
  const paid = films.filter(({ state }) => state === 'succeeded');
  const wrong = films.filter(
    ({ state, chargedMicros }) => chargedMicros !== (state === 'succeeded' ? filmMicros : null),
  );
  expect(wrong).toEqual([]);
  expect(await readWallet(fleet.database, accountId)).toEqual({
    balanceMicros: grantedMicros - BigInt(paid.length) * filmMicros,
    heldMicros: 0n,
    debtMicros: 0n,
  });
  const { rows } = await fleet.database.general.query<{ charges: number; tasks: number }>(
    `select count(*)::int as charges, count(distinct task_id)::int as tasks
       from movements where kind = 'charge'`,
  );
  expect(rows).toEqual([{ charges: paid.length, tasks: paid.length }]);
  expect(await checkLedger(fleet.database)).toMatchObject({ ok: true, broken: [], heldMicros: 0n });
}

const toldOf = z.object({ requestId: z.string(), status: z.string() });

/** Each of the films was told of, in its final state, and every telling of one bears the same id. */
export function expectTold(webhooks: readonly ReceivedWebhook[], films: readonly Film[]): void {
  const told = webhooks.map(({ headers, body }) => ({
    ...toldOf.parse(JSON.parse(body)),
    webhookId: headers['webhook-id'],
  }));
  const byFilm = Map.groupBy(told, ({ requestId }) => requestId);
  const wrong = films.filter(({ id, state }) => {
    const ofFilm = byFilm.get(id) ?? [];
    const isTrue = ofFilm.every(({ status }) => status === state);
    return !isTrue || new Set(ofFilm.map(({ webhookId }) => webhookId)).size !== 1;
  });
  expect(wrong).toEqual([]);
}
