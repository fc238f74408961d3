import { expect } from 'vitest';
import type { Customer } from '../chaos/customers.ts';
import type { Fleet } from '../chaos/fleet.ts';
import { clientDialects, stateOf } from '../chaos/wire.ts';
import { call, until } from '../harness/api.ts';

const [, seedance2ink] = clientDialects;

/**
 * Orders 4 s of 480p by `prompt`, which cost `filmCredits` where no other model is named; resolves with the
 * task's id.
 */
export async function orderFilm(
  fleet: Pick<Fleet, 'url'>,
  { keys }: Customer,
  prompt: string,
  more: { webhookUrl?: string; model?: string } = {},
): Promise<string> {
  const answer = await call(fleet, 'POST', seedance2ink.createPath, {
    key: keys.live,
    body: { ...seedance2ink.film(prompt), ...more },
  });
  expect(answer, prompt).toMatchObject({ status: 200 });
  return seedance2ink.idOf(answer.body);
}

/**
 * Orders a film and resolves when it is over, and so old that what is sent now is certainly younger: by it the
 * line's list proves what is not in it.
 */
export async function makeWitness(
  fleet: Pick<Fleet, 'url' | 'database'>,
  customer: Customer,
  prompt: string,
): Promise<void> {
  const id = await orderFilm(fleet, customer, prompt);
  await until(async () => {
    const { rows } = await fleet.database.general.query<{ proves: boolean }>(
      `select t.finished_at is not null
              and a.answered_at < clock_timestamp() - interval '3 seconds' as proves
         from tasks t join attempts a on a.task_id = t.id
        where t.id = $1 and a.upstream_id is not null`,
      [id],
    );
    return rows[0]?.proves === true;
  }, Boolean);
}

/** The task's state in the dialect's word, as its customer reads it. */
export async function readState(
  fleet: Pick<Fleet, 'url'>,
  { keys }: Customer,
  id: string,
): Promise<string> {
  const answer = await call(fleet, 'GET', seedance2ink.readPath(id), { key: keys.live });
  expect(answer, id).toMatchObject({ status: 200 });
  return stateOf(answer.body);
}

const upstreamNames = {
  'seedance-2.0': 'doubao-seedance-2-0-260128',
  'seedance-2.0-fast': 'doubao-seedance-2-0-fast-260128',
} as const;

export interface LineTerms {
  name: string;
  priority: number;
  model: keyof typeof upstreamNames;
  tasksMax: number;
  callbacks: boolean;
  /** Calls a second of each kind; simulators of these tests have no rates of their own. */
  callsPerSecond: number;
}

/** A simulator as a line, in the words of a file of lines. */
export function simulatorLine(baseUrl: string, terms: Partial<LineTerms> = {}): object {
  const { name = 'simulator', priority = 0, model = 'seedance-2.0' } = terms;
  const { tasksMax = 100, callbacks = false, callsPerSecond = 50 } = terms;
  const calls = ['create', 'get', 'list', 'cancel'].map((kind) => [kind, callsPerSecond]);
  return {
    name,
    dialect: 'ark',
    baseUrl,
    allowPrivateHost: true,
    secretEnv: 'SIMULATOR_KEY',
    priority,
    callbacks,
    callRates: Object.fromEntries(calls),
    models: [{ family: model, upstreamName: upstreamNames[model], tasksMax }],
  };
}

/** Of a simulator that is never what a line waits for. */
export const boundless = {
  getPerSecond: null,
  listPerSecond: null,
  deletePerSecond: null,
  createPerMinute: null,
  runningAtOnce: 100_000,
} as const;

/** Of fleets whose lines, files and receivers are on this machine, and who render nothing themselves. */
export const fleetEnvironment = {
  FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
  FILMGATE_STUDIO_WORKERS: '0',
  SIMULATOR_KEY: 'any',
};
