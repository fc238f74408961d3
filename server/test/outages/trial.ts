import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import { checkLedger } from '../../src/ledger/check.ts';
import type { ClientDialect } from '../chaos/wire.ts';
import { call, until } from '../harness/api.ts';
import { countOpen, expectMadeOnce } from '../lines/truth.ts';
import { createsEverySecond, type Load, type Tried } from './load.ts';
import type { Place } from './place.ts';

/** Something that the platform leans on does not work for a while, under load. */
export interface Outage {
  name: string;
  begin(place: Place): Promise<void> | void;
  end(place: Place): Promise<void> | void;
  /** What `/readyz` says of which part meanwhile. */
  told: { part: 'database' | 'storage'; words: RegExp };
  /** Creates that need the part, where not all do; and how many a second, where they are dear. */
  dialect?: ClientDialect;
  perSecond?: number;
}

export interface Figures {
  creates: number;
  refusals: number;
  slowestMs: number;
  backAfterMs: number;
}

const perSecond = 20;
const calmMs = 2_000;
/** A silence is noticed by a deadline. */
const noticedWithinMs = 10_000;
const backWithinMs = 10_000;
const slowestMs = 20_000;
const overWithinMs = 90_000;

const readiness = z.object({ checks: z.record(z.string(), z.union([z.string(), z.boolean()])) });

/** What must hold through every outage, whatever broke. */
export async function outlive(place: Place, outage: Outage, seconds: number): Promise<Figures> {
  const { server } = place;
  const load = createsEverySecond(place, outage.perSecond ?? perSecond, outage.dialect);
  await wait(calmMs);
  const linesBefore = logLines(server.log()).length;
  const beganMs = performance.now();
  await outage.begin(place);
  const { part, words } = outage.told;
  const seen = async (): Promise<unknown> =>
    readiness.parse((await call(server, 'GET', '/readyz')).body).checks[part];
  await until(seen, (told) => typeof told === 'string' && words.test(told), noticedWithinMs);
  await wait(Math.max(0, seconds * 1_000 - (performance.now() - beganMs)));
  await outage.end(place);
  const endedMs = performance.now();
  await until(seen, (told) => told === true, backWithinMs);
  const answered = () => Promise.resolve(firstAnswered(load, endedMs));
  await until(answered, (one) => one !== undefined, backWithinMs);
  const backAfterMs = performance.now() - endedMs;
  await wait(calmMs);
  await load.end();

  expect(load.tried.filter(isRude)).toEqual([]);
  // A line at its beginning and one at its end, and no loop says more of it.
  expect(logLines(server.log()).slice(linesBefore)).toEqual([
    `the ${part} does not work`,
    `the ${part} works again`,
  ]);
  await expectNothingLost(place, [load]);
  return {
    creates: load.made.size,
    refusals: load.tried.filter(({ status }) => status === 503).length,
    slowestMs: Math.max(...load.tried.map(({ tookMs }) => tookMs)),
    backAfterMs,
  };
}

/** A refusal says when to come back, and nobody waits for ever. */
export function isRude({ status, retryAfter, tookMs }: Tried): boolean {
  const isAnswer = status === 200 || (status === 503 && Number(retryAfter) > 0);
  return !isAnswer || tookMs > slowestMs;
}

function firstAnswered({ tried }: Load, sinceMs: number): Tried | undefined {
  return tried.find(({ status, sentMs }) => status === 200 && sentMs > sinceMs);
}

const logLine = z.object({ level: z.number(), msg: z.string() });
const warnLevel = 40;

/** What an operator should see: warnings and errors, and the end of a trouble. */
function logLines(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => logLine.parse(JSON.parse(line)))
    .filter(({ level, msg }) => level >= warnLevel || msg.endsWith('works again'))
    .map(({ msg }) => msg)
    .filter((msg) => !isOfOne.test(msg));
}

/** Of one request, and of one film whose file its upstream does not give: see `place.ts`. */
const isOfOne = /^slow request|^a result was not collected/;

/** Every create that was answered is a task, and ends; none was made twice, and the books are in order. */
export async function expectNothingLost(place: Place, loads: readonly Load[]): Promise<void> {
  const database = place.database();
  await until(
    () => countOpen(database),
    (open) => open === 0,
    overWithinMs,
  );
  const films = await expectMadeOnce({ database }, await place.simulator.ledger());
  const ids = new Map(films.map(({ prompt, id }) => [prompt, id]));
  const made = loads.flatMap((load) => [...load.made]);
  expect(made.filter(([key, id]) => ids.get(key) !== id)).toEqual([]);
  expect(await checkLedger(database)).toMatchObject({ ok: true, broken: [], heldMicros: 0n });
}
