import pg from 'pg';
import { connectionTo, type Database } from '../../src/postgres/database.ts';
import type { Customer } from '../chaos/customers.ts';
import type { Fleet } from '../chaos/fleet.ts';
import { until } from '../harness/api.ts';
import type { MediaHost } from '../harness/media-host.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { orderFilm } from './films.ts';
import type { Gate, GateCall, StopAt, Stopped } from './gate.ts';

/** Where a worker is killed, in the order in which a task comes by. */
export type KillPoint =
  'before send' | 'after send' | 'following' | 'settling' | 'collecting' | 'telling';

export interface Scene {
  fleet: Fleet;
  customer: Customer;
  simulator: Simulator;
  /** All that the line is asked and all that it hands out goes through it. */
  gate: Gate;
  receiver: MediaHost;
}

/** A task whose worker stands at a point. */
export interface Standing {
  taskId: string;
  /** Once the worker is dead: what held it up lets go. */
  letGo(): Promise<void>;
}

/** Orders a film by `prompt`, which nothing else has, and resolves when a worker stands at the point with it. */
export function standAt(point: KillPoint, scene: Scene, prompt: string): Promise<Standing> {
  return ways[point](scene, prompt);
}

const ways: Record<KillPoint, (scene: Scene, prompt: string) => Promise<Standing>> = {
  'before send': (scene, prompt) => stopCreate(scene, prompt, 'arrival'),
  'after send': (scene, prompt) => stopCreate(scene, prompt, 'answer'),
  following: (scene, prompt) =>
    stopAtNew(scene, prompt, 'answer', ({ method, path }) => method === 'GET' && !isFile(path)),
  collecting: (scene, prompt) => stopAtNew(scene, prompt, 'half', ({ path }) => isFile(path)),
  async telling(scene, prompt) {
    const path = hookPath(prompt);
    const hold = scene.receiver.hold(path);
    const taskId = await order(scene, prompt);
    await hold.arrived;
    return { taskId, letGo: async () => Promise.resolve(hold.release()) };
  },
  async settling(scene, prompt) {
    const { database } = scene.fleet;
    const taskId = await order(scene, prompt);
    const lock = await holdCharge(database, taskId);
    const backend = await until(lock.waiting, (pid) => pid !== null);
    return {
      taskId,
      async letGo() {
        // What a dead client has sent may be carried out, or be undone with its connection: by turns.
        chargesHeld += 1;
        if (chargesHeld % 2 === 0) {
          await database.general.query('select pg_terminate_backend($1)', [backend]);
        }
        await lock.free();
      },
    };
  },
};

let chargesHeld = 0;

/** Of the create with this prompt, which nothing else has. */
export function stopAtCreate(gate: Gate, prompt: string, at: 'arrival' | 'answer'): Stopped {
  return gate.stop(
    at,
    ({ method, body }) => method === 'POST' && body.includes(JSON.stringify(prompt)),
  );
}

async function stopCreate(
  scene: Scene,
  prompt: string,
  at: 'arrival' | 'answer',
): Promise<Standing> {
  const stopped = stopAtCreate(scene.gate, prompt, at);
  const taskId = await order(scene, prompt);
  await stopped.reached;
  return { taskId, letGo: async () => Promise.resolve(stopped.cut()) };
}

/** At the first call of the kind that names a task which the upstream did not have before. */
async function stopAtNew(
  scene: Scene,
  prompt: string,
  at: StopAt,
  isOfKind: (call: GateCall) => boolean,
): Promise<Standing> {
  const known = new Set((await scene.simulator.ledger()).map(({ id }) => id));
  const stopped = scene.gate.stop(
    at,
    (call) => isOfKind(call) && upstreamIdsIn(call.path).some((id) => !known.has(id)),
  );
  const taskId = await order(scene, prompt);
  await stopped.reached;
  return { taskId, letGo: async () => Promise.resolve(stopped.cut()) };
}

function upstreamIdsIn(path: string): string[] {
  return path.match(/cgt-\d+-\w+/gu) ?? [];
}

function order({ fleet, customer, receiver }: Scene, prompt: string): Promise<string> {
  return orderFilm(fleet, customer, prompt, { webhookUrl: receiver.url + hookPath(prompt) });
}

function hookPath(prompt: string): string {
  return `/told/${prompt.replaceAll(/\W+/gu, '-')}`;
}

function isFile(path: string): boolean {
  return path.startsWith('/files/');
}

/** Makes every charge ask for a lock of its task's own, which nobody else ever takes. */
export async function prepareCharges({ general }: Database): Promise<void> {
  await general.query(`
    create function wait_for_test() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtext(new.task_id));
      return new;
    end $$`);
  await general.query(`
    create trigger movements_wait_for_test before insert on movements
      for each row when (new.kind = 'charge') execute function wait_for_test()`);
}

interface ChargeLock {
  /** Pid of the server process that waits to write the charge; null: none does. */
  waiting(): Promise<number | null>;
  free(): Promise<void>;
}

async function holdCharge(database: Database, taskId: string): Promise<ChargeLock> {
  const client = new pg.Client(connectionTo(database.address));
  await client.connect();
  await client.query('select pg_advisory_lock(hashtext($1))', [taskId]);
  return {
    async waiting() {
      const { rows } = await client.query<{ pid: number }>(
        'select pid from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))',
      );
      return rows[0]?.pid ?? null;
    },
    free: () => client.end(),
  };
}
