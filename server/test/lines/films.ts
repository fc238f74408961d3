import { expect } from 'vitest';
import type { Customer } from '../chaos/customers.ts';
import type { Fleet } from '../chaos/fleet.ts';
import { clientDialects } from '../chaos/wire.ts';
import { call } from '../harness/api.ts';

const [, seedance2ink] = clientDialects;

/** Orders 4 s of 480p, which cost `filmCredits`, by `prompt`; resolves with the task's id. */
export async function orderFilm(
  fleet: Pick<Fleet, 'url'>,
  { keys }: Customer,
  prompt: string,
  webhookUrl?: string,
): Promise<string> {
  const answer = await call(fleet, 'POST', seedance2ink.createPath, {
    key: keys.live,
    body: { ...seedance2ink.film(prompt), webhookUrl },
  });
  expect(answer, prompt).toMatchObject({ status: 200 });
  return seedance2ink.idOf(answer.body);
}

/** The state as a customer reads it. */
export async function readFilm(
  fleet: Pick<Fleet, 'url'>,
  { keys }: Customer,
  id: string,
): Promise<unknown> {
  const answer = await call(fleet, 'GET', seedance2ink.readPath(id), { key: keys.live });
  expect(answer, id).toMatchObject({ status: 200 });
  return answer.body;
}

export interface LineTerms {
  name: string;
  tasksMax: number;
  callbacks: boolean;
  /** Calls a second of each kind; simulators of these tests have no rates of their own. */
  callsPerSecond: number;
}

/** A simulator as a line, in the words of a file of lines. */
export function simulatorLine(baseUrl: string, terms: Partial<LineTerms> = {}): object {
  const { name = 'simulator', tasksMax = 100, callbacks = false, callsPerSecond = 50 } = terms;
  return {
    name,
    dialect: 'ark',
    baseUrl,
    allowPrivateHost: true,
    secretEnv: 'SIMULATOR_KEY',
    callbacks,
    callRates: {
      create: callsPerSecond,
      get: callsPerSecond,
      list: callsPerSecond,
      cancel: callsPerSecond,
    },
    models: [
      {
        family: 'seedance-2.0',
        upstreamName: 'doubao-seedance-2-0-260128',
        tasksMax,
      },
    ],
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
