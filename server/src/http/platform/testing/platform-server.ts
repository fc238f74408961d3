import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { checkAddress, createKeyCheck } from '../../../accounts/key-check.ts';
import { createKeyUses } from '../../../accounts/key-uses.ts';
import { createKey } from '../../../accounts/keys.ts';
import { createRates } from '../../../accounts/limits/rates.ts';
import { scopes } from '../../../accounts/scopes.ts';
import type { TaskState } from '../../../generation/states.ts';
import type { Database } from '../../../postgres/database.ts';
import { addCustomer, openSpine, order, settlement } from '../../../tasks/testing/spine.ts';
import { createWaiting, type ServingLine } from '../../../tasks/waiting.ts';
import type { Submitter } from '../../../tasks/submit.ts';
import type { WebhookParts } from '../../../webhooks/endpoint.ts';
import type { ServerConfig } from '../../server.ts';
import { memoryDoor } from '../../testing/memory-door.ts';
import { listen } from '../../testing/raw-socket.ts';
import { testServer } from '../../testing/server.ts';
import { createPlatformApi } from '../api.ts';
import { createTaskStreams, type StreamLimits } from '../task-streams.ts';

export interface Customer extends Submitter {
  key: string;
}

/** The platform API over a real database, listening, with an account of ours and one of somebody else. */
export async function openPlatformServer(
  options: {
    config?: Partial<ServerConfig>;
    limits?: Partial<StreamLimits>;
    lines?: readonly ServingLine[];
    /** What streams read from, where that is not the plain database. */
    readFrom?(database: Database): Database;
    /** As if all who call were people who may do all there is to do. */
    everyScope?: boolean;
  } = {},
) {
  const spine = await openSpine();
  const { database, reader, wake } = spine;
  const sign = (name: string): string => `https://films.example/media/signed/${name}`;
  const log = pino({ level: 'silent' });
  const streams = createTaskStreams({
    database: options.readFrom?.(database) ?? database,
    reader,
    wake,
    sign,
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const keys = createKeyCheck(database);
  const keyUses = createKeyUses(database);
  const rates = createRates(database);
  const webhooks: WebhookParts = {
    database,
    wake,
    key: randomBytes(32),
    checkUrl: (url) => (url.startsWith('https://') ? null : 'it must begin with https://.'),
  };
  const app = testServer({
    door: {
      ...memoryDoor(),
      async authenticate(key, address) {
        const holder = await keys.check(key);
        if (holder) {
          checkAddress(holder, address);
          keyUses.note(holder, address);
        }
        return holder && options.everyScope ? { ...holder, scopes: new Set(scopes) } : holder;
      },
      countCreate: (principal) => rates.take(principal),
    },
    platform: createPlatformApi({
      reader,
      waiting: createWaiting({ database, linesOf: () => options.lines ?? [] }),
      streams,
      sign,
      webhooks,
      database,
      settler: spine.settler,
      keyPrefix: 'fg_',
    }),
    ...(options.config ? { config: options.config } : {}),
  });
  const port = await listen(app);

  /** With a key of its own; `of` is one that stands, for another key. */
  async function customer(credits = 10_000, of?: Submitter): Promise<Customer> {
    const who = of ?? (await addCustomer(spine, credits));
    const { accountId, mode } = who;
    const { id: keyId, key } = await createKey(database, { accountId, mode });
    return { ...who, keyId, key };
  }

  async function close(): Promise<void> {
    await app.close();
    await streams.close();
    await keyUses.close();
    await spine.close();
  }

  return {
    ...spine,
    app,
    port,
    webhooks,
    keyUses,
    customer,
    /** A call with a key; the body is sent as JSON. */
    async call(key: string, method: string, path: string, body?: unknown, headers = {}) {
      const response = await fetch(`http://127.0.0.1:${String(port)}/platform/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json: unknown = text === '' ? null : JSON.parse(text);
      return { status: response.status, headers: response.headers, text, json };
    },
    async submit(who: Submitter, prompt?: string): Promise<string> {
      const { row } = await spine.submit(who, order(prompt === undefined ? {} : { prompt }));
      return row.id;
    },
    /** As dispatch and follow write it. */
    async become(id: string, state: TaskState, progress = 0): Promise<void> {
      await database.general.query('update tasks set state = $2, progress = $3 where id = $1', [
        id,
        state,
        progress,
      ]);
      wake.tell('events');
    },
    async fail(id: string): Promise<void> {
      await spine.settler.settle(
        settlement(id, { from: ['queued', 'submitting', 'running', 'unknown'] }),
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
export type PlatformServer = Awaited<ReturnType<typeof openPlatformServer>>;
