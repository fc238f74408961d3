import { grantCredits } from '../server/src/ledger/grants.ts';
import { createCallbackUrls } from '../server/src/lines/http/callback-urls.ts';
import type { Line } from '../server/src/lines/book/line.ts';
import { addLine, drainLine, lineSecretPurpose } from '../server/src/lines/book/store.ts';
import type { Database } from '../server/src/postgres/database.ts';
import { findHome, partsOf } from '../server/src/postgres/embedded/home.ts';
import { processesIn } from '../server/src/postgres/embedded/processes.ts';
import { deriveKey, loadOrMakeSecret } from '../server/src/boot/secret.ts';
import { openServerDatabase } from '../server/test/harness/database.ts';
import { startServer, type TestServer } from '../server/test/harness/server.ts';
import { startSimulator, type Simulator } from '../server/test/simulator/simulator.ts';
import { startCustomer, type Customer } from './in-flight-customer.ts';
import { handOver } from './in-flight-handover.ts';

/** What is in the way of what. */
export interface Setting {
  lines: number;
  /** Tasks in flight, on all lines together. */
  tasks: number;
  /** Whether the upstream calls us. */
  callbacks: boolean;
  /** Tasks that the upstream runs at once; it queues the others. */
  runningAtOnce: number;
  /** Whether the first tasks are handed to the upstream beside dispatch, which would take too long. */
  byHand: boolean;
}

/** A customer, a Filmgate and an upstream: three processes and a database. */
export interface World {
  customer: Customer;
  simulator: Simulator;
  server: TestServer;
  database: Database;
  postgresPids(): Promise<number[]>;
  /** Gives all waiting tasks to the upstream, and then the line to dispatch. */
  handOver(): Promise<void>;
  stop(): Promise<void>;
}

/** As the platform derives the key of its callback addresses. */
const lineCallbackPurpose = 'line callbacks';
const model = 'doubao-seedance-2-0-260128';
/** What Ark documents of gets and lists. Creates are not to be what bounds the filling. */
const callRates = { create: 2_000, get: 20, list: 1, cancel: 20 };
const muchMicros = 1_000_000_000_000_000n;

export async function startWorld(setting: Setting): Promise<World> {
  const simulator = await startSimulator({
    seed: 1,
    settings: {
      runningAtOnce: setting.runningAtOnce,
      createPerMinute: null,
      // It counts over all keys together, so it can hold one account to its rates.
      ...(setting.lines === 1 ? {} : { getPerSecond: null, listPerSecond: null }),
    },
  });
  const server = await startServer({
    database: 'embedded',
    env: {
      FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
      FILMGATE_STUDIO_WORKERS: '0',
      FILMGATE_LOG_LEVEL: 'warn',
    },
  });
  const prepared = await openServerDatabase(server);
  const [line] = await prepare(prepared, server, simulator, setting);
  await prepared.close();
  // A start knows all lines before it takes the first task.
  await server.stop();
  await server.start();
  const database = await openServerDatabase(server);
  const customer = await startCustomer(server.url, server.first.liveKey);
  return {
    customer,
    simulator,
    server,
    database,
    async postgresPids() {
      const home = await findHome(server.dataDirectory);
      return home === undefined ? [] : processesIn(partsOf(home).cluster);
    },
    async handOver() {
      const lineId = line?.id ?? '';
      const { order, taskIds } = customer;
      const secret = loadOrMakeSecret(server.dataDirectory);
      const callbackKey = deriveKey(secret, lineCallbackPurpose);
      const { urlOf: callbackUrl } = createCallbackUrls({
        publicUrl: server.url,
        keys: () => [callbackKey],
      });
      const to = { database, lineId, upstreamUrl: simulator.url, order, callbackUrl };
      await handOver(to, taskIds);
      await drainLine(database, lineId, false);
    },
    async stop() {
      await customer.stop();
      await database.close();
      await server.remove();
      await simulator.stop();
    },
  };
}

async function prepare(
  database: Database,
  server: TestServer,
  simulator: Simulator,
  setting: Setting,
): Promise<Line[]> {
  const lines: Line[] = [];
  const key = deriveKey(loadOrMakeSecret(server.dataDirectory), lineSecretPurpose);
  const tasksMax = setting.tasks / setting.lines;
  for (let number = 1; number <= setting.lines; number++) {
    const line = await addLine(database, key, {
      name: `line-${String(number)}`,
      dialect: 'ark',
      baseUrl: simulator.url,
      secret: `key-${String(number)}`,
      models: [{ family: 'seedance-2.0', upstreamName: model, tasksMax, cost: null }],
      priority: 0,
      weight: 1,
      callRates,
      callbacks: setting.callbacks,
      allowPrivateHost: true,
    });
    if (setting.byHand) await drainLine(database, line.id, true);
    lines.push(line);
  }
  const accountId = server.first.account.id;
  await grantCredits(database, { accountId, amountMicros: muchMicros, reason: 'bench' });
  await database.general.query(leaveResults);
  return lines;
}

/** Copying and decoding what was made costs many times what following costs, and is not meant here. */
const leaveResults = `
create function leave_results() returns trigger language plpgsql as 'begin return null; end';
create trigger leave_results before insert on work
  for each row when (new.step = 'collect') execute function leave_results()`;
