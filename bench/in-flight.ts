import { setTimeout as wait } from 'node:timers/promises';
import { taskIdOf } from '../server/src/making/driver.ts';
import type { LedgerEntry } from '../server/test/simulator/control.ts';
import { startWorld, type Setting, type World } from './in-flight-world.ts';
import { usageOf } from './usage.ts';

export interface InFlightScene extends Setting {
  what: string;
  /** How long the ends of tasks are looked at. */
  seconds: number;
}

/** One scene, as it was seen from outside: by the upstream, by the customer and by the kernel. */
export interface InFlightRow {
  what: string;
  /** Creates that the upstream accepted in a second, from the first to the last of the filling; null: by hand. */
  dispatchedPerSecond: number | null;
  /** Of the time that was looked at. */
  endsPerSecond: number;
  /** Of one line. */
  listsPerSecond: number;
  getsPerSecond: number;
  /** Calls that the upstream refused because of its rates. */
  tooFast: number;
  /** From the success upstream to the customer's webhook. */
  toWebhook: Spread;
  /** The part of it until the task has its final state and is paid for. */
  toSettlement: Spread;
  /** Successes of which the customer had not been told in the end. */
  untold: number;
  /** The most that was seen. */
  residentMegabytes: number;
  /** Cores in use, on average. */
  serverCores: number;
  postgresCores: number;
  /** Processor time of a task while filling, from its submit to its dispatch: noise cannot add to it. */
  fillServerMs: number | null;
  fillPostgresMs: number | null;
}

interface Spread {
  p50Ms: number;
  p99Ms: number;
  mostMs: number;
}

const lookMs = 250;
/** Without callbacks a task may wait so long for its look, and so may the last ones. */
const patienceMs = 90_000;
const fillMs = 600_000;

export const inFlightScenes: readonly InFlightScene[] = [
  {
    what: '10 000 on one line, with callbacks',
    lines: 1,
    tasks: 10_000,
    callbacks: true,
    runningAtOnce: 10_000,
    byHand: false,
    seconds: 60,
  },
  {
    what: '10 000 on one line, without callbacks',
    lines: 1,
    tasks: 10_000,
    callbacks: false,
    runningAtOnce: 10_000,
    byHand: false,
    seconds: 60,
  },
  {
    what: '50 each on 200 lines, with callbacks',
    lines: 200,
    tasks: 10_000,
    callbacks: true,
    runningAtOnce: 10_000,
    byHand: false,
    seconds: 60,
  },
  {
    what: '100 000 on one line, with callbacks',
    lines: 1,
    tasks: 100_000,
    callbacks: true,
    runningAtOnce: 10_000,
    byHand: true,
    seconds: 60,
  },
];

/**
 * Tasks in flight on lines to a simulated upstream whose tasks take as long as Ark's: the customer
 * submits all of them at once and another one after each end, and once the ends come, they are looked at
 * for a while.
 */
export async function measureInFlight(scene: InFlightScene): Promise<InFlightRow> {
  const world = await startWorld(scene);
  try {
    const filling = await fill(world, scene);
    const seen = await watch(world, scene);
    const { fromMs, toMs } = seen;
    await until(() => untold(seen.ended, world).length === 0, patienceMs);
    const trouble = world.customer.trouble();
    if (trouble !== null) throw new Error(`${scene.what}: ${trouble}`);
    const accepted = seen.ledger.slice(0, scene.tasks).map(({ acceptedAtMs }) => acceptedAtMs);
    const filledMs = Math.max(...accepted) - Math.min(...accepted);
    return {
      what: scene.what,
      dispatchedPerSecond: scene.byHand ? null : accepted.length / (filledMs / 1_000),
      endsPerSecond: seen.ended.length / ((toMs - fromMs) / 1_000),
      ...seen.rates,
      ...filling,
      toWebhook: spreadOf(seen.ended, world.customer.toldAtMs),
      toSettlement: spreadOf(seen.ended, await settledAtMs(world, seen.ended.map(taskOf))),
      untold: untold(seen.ended, world).length,
    };
  } finally {
    await world.stop();
  }
}

/** Until the upstream has all of them. */
async function fill(world: World, { tasks, byHand }: InFlightScene) {
  const { customer, simulator } = world;
  const before = await usageNow(world);
  await customer.fill(tasks);
  if (byHand) {
    await world.handOver();
    return { fillServerMs: null, fillPostgresMs: null };
  }
  const isFull = async (): Promise<boolean> => {
    const { answers } = await simulator.counters();
    return (answers.create['200'] ?? 0) >= tasks;
  };
  if (!(await until(isFull, fillMs))) throw new Error('the lines were not filled in time');
  const after = await usageNow(world);
  const msPerTask = (of: 'server' | 'postgres'): number =>
    ((after[of].cpuSeconds - before[of].cpuSeconds) * 1_000) / tasks;
  return { fillServerMs: msPerTask('server'), fillPostgresMs: msPerTask('postgres') };
}

async function usageNow({ server, postgresPids }: World) {
  return { server: usageOf([server.pid()]), postgres: usageOf(await postgresPids()) };
}

/** The while in which ends are looked at: from when the first hundredth has come. */
async function watch(world: World, { tasks, lines, seconds }: InFlightScene) {
  const { customer, simulator, server } = world;
  const before = customer.toldAtMs.size;
  if (!(await until(() => customer.toldAtMs.size >= before + tasks / 100, fillMs))) {
    throw new Error('no task ended');
  }
  const read = async () => ({
    atMs: Date.now(),
    counters: await simulator.counters(),
    ...(await usageNow(world)),
  });
  const start = await read();
  let residentMegabytes = 0;
  await until(() => {
    residentMegabytes = Math.max(residentMegabytes, usageOf([server.pid()]).residentMegabytes);
    return Date.now() >= start.atMs + seconds * 1_000;
  }, fillMs);
  const end = await read();
  customer.rest();
  const ledger = await simulator.ledger();
  const perSecond = (from: number, to: number): number =>
    ((to - from) * 1_000) / (end.atMs - start.atMs);
  const calls = (kind: 'list' | 'get'): number =>
    perSecond(start.counters.calls[kind], end.counters.calls[kind]) / lines;
  const { list, get, create } = end.counters.rateViolations;
  return {
    fromMs: start.atMs,
    toMs: end.atMs,
    ledger,
    ended: ledger.filter(
      ({ endedAtMs }) => endedAtMs !== null && endedAtMs >= start.atMs && endedAtMs < end.atMs,
    ),
    rates: {
      listsPerSecond: calls('list'),
      getsPerSecond: calls('get'),
      tooFast: list + get + create,
      residentMegabytes,
      serverCores: perSecond(start.server.cpuSeconds, end.server.cpuSeconds),
      postgresCores: perSecond(start.postgres.cpuSeconds, end.postgres.cpuSeconds),
    },
  };
}

function untold(ended: readonly LedgerEntry[], { customer }: World): LedgerEntry[] {
  return ended.filter((one) => !customer.toldAtMs.has(taskOf(one)));
}

/** The line gave each task the name of our attempt. */
function taskOf({ safetyIdentifier }: LedgerEntry): string {
  return taskIdOf(safetyIdentifier ?? '');
}

async function settledAtMs({ database }: World, taskIds: string[]): Promise<Map<string, number>> {
  const { rows } = await database.general.query<{ id: string; at_ms: number }>(
    `select id, (extract(epoch from finished_at) * 1000)::float8 as at_ms
       from tasks where id = any ($1::text[]) and finished_at is not null`,
    [taskIds],
  );
  return new Map(rows.map((row) => [row.id, row.at_ms]));
}

/** From the ends upstream; what has not come yet counts as if it came now. */
function spreadOf(ended: readonly LedgerEntry[], atMs: ReadonlyMap<string, number>): Spread {
  const nowMs = Date.now();
  const took = ended
    .map((one) => (atMs.get(taskOf(one)) ?? nowMs) - (one.endedAtMs ?? 0))
    .toSorted((a, b) => a - b);
  const share = (of: number): number =>
    took[Math.min(took.length - 1, Math.floor(took.length * of))] ?? 0;
  return { p50Ms: share(0.5), p99Ms: share(0.99), mostMs: share(1) };
}

/** Looks again until it is so; false where the time is over before. */
async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) return false;
    await wait(lookMs);
  }
  return true;
}
