import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { checkAddress, createKeyCheck } from '../../../accounts/key-check.ts';
import { createKeyUses } from '../../../accounts/key-uses.ts';
import { createKey } from '../../../accounts/keys.ts';
import { createRates } from '../../../accounts/limits/rates.ts';
import { scopes } from '../../../accounts/scopes.ts';
import type { TaskState } from '../../../generation/states.ts';
import type { Database } from '../../../postgres/database.ts';
import { ownPriceBook, type PriceBook } from '../../../pricing/book.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../../../tasks/testing/fixture.ts';
import { createExporter } from '../../../tasks/records/exports/exporter.ts';
import { makeExport } from '../../../tasks/records/exports/exports.ts';
import { createEarlierRequests } from '../../../tasks/idempotency.ts';
import { createUsualTimes } from '../../../tasks/records/usual-seconds.ts';
import { createWaiting, type ServingLine } from '../../../tasks/waiting.ts';
import type { Submitter } from '../../../tasks/submit.ts';
import { addMember } from '../../../people/members.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { createPasswords } from '../../../people/passwords.ts';
import { addPerson, asActor } from '../../../people/persons.ts';
import { createRequestLog, type RequestLogParts } from '../../../requests/request-log.ts';
import { openMailbox } from '../../../people/testing/mailbox.ts';
import { beginSession } from '../../../people/sessions.ts';
import type { AccountRole, OperatorRole } from '../../../postgres/tables.ts';
import { createUnansweredCreates } from '../../../tasks/unanswered.ts';
import type { WebhookParts } from '../../../webhooks/endpoint.ts';
import type { AssetParts } from '../../../assets/parts.ts';
import { findAssetFile } from '../../../assets/read.ts';
import type { MediaStore } from '../../../media/store/store.ts';
import { createMediaUrls } from '../../../media/urls.ts';
import { findStored } from '../../../tasks/own-files.ts';
import { createMediaRoutes } from '../../stored-media.ts';
import { createBrowserSessions } from '../../browser-sessions.ts';
import { createDoor, type CoreDoorParts } from '../../core-door.ts';
import type { ServerConfig } from '../../server.ts';
import { memoryDoor } from '../../testing/memory-door.ts';
import { listen } from '../../testing/raw-socket.ts';
import { testServer } from '../../testing/server.ts';
import { createPlatformApi } from '../api.ts';
import { createAccountStreams, type AccountStreamLimits } from '../live/account-streams.ts';
import { createTaskWaits, type WaitLimits } from '../live/task-waits.ts';
import { createTaskStreams, type StreamLimits } from '../task-streams.ts';
import { oneKey } from '../../../testing/keys.ts';
import { checkAnswer } from './contract.ts';

export interface Customer extends Submitter {
  key: string;
}

/** Where the tests’ pages are. */
const publicUrl = 'https://films.example';

/** A person in a browser. */
export interface Browsing {
  personId: string;
  email: string;
  /** What it sends with every request. */
  headers: Record<string, string>;
}

/** The platform API over a real database, listening, with an account of ours and one of somebody else. */
export async function openPlatformServer(
  options: {
    config?: Partial<ServerConfig>;
    limits?: Partial<StreamLimits & WaitLimits & AccountStreamLimits>;
    lines?: readonly ServingLine[];
    book?: PriceBook;
    /** What streams read from, where that is not the plain database. */
    readFrom?(database: Database): Database;
    /** What assets are kept with, where they are fetched or uploaded, over the same database. */
    files?(fixture: TaskFixture): Promise<Files>;
    /** As if all who call were people who may do all there is to do. */
    everyScope?: boolean;
    requests?: Partial<RequestLogParts>;
    /** Links are mailed, and people register themselves. */
    sendsMail?: boolean;
  } = {},
) {
  const fixture = await openTaskFixture(undefined, options.book);
  const { database, reader, wake } = fixture;
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
  const waits = createTaskWaits({
    database,
    wake,
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const accountStreams = createAccountStreams({
    database: options.readFrom?.(database) ?? database,
    reader,
    wake,
    sign,
    log,
    ...(options.limits ? { limits: options.limits } : {}),
  });
  const files = await options.files?.(fixture);
  const assets = files?.assets ?? { database, wake, intake: withoutFiles, checkUrl: () => null };
  const keys = createKeyCheck(database);
  const keyUses = createKeyUses(database);
  const rates = createRates(database);
  const requests = createRequestLog({ database, log, ...options.requests });
  const webhooks: WebhookParts = {
    database,
    wake,
    keys: oneKey(),
    checkUrl: (url) => (url.startsWith('https://') ? null : 'it must begin with https://.'),
  };
  const mailbox = openMailbox(database);
  const registration = { grantMicros: 1_000_000n, code: null, domains: null, perDay: 1_000_000 };
  const people: PeopleParts = {
    database,
    passwords: createPasswords(),
    publicUrl,
    outbox: options.sendsMail === true ? mailbox.outbox : null,
    registration: options.sendsMail === true ? registration : null,
  };
  const { create, takeKey, takeUnanswered, noteUnanswered } = createDoor({
    ...fixture,
    keys,
    keyUses,
    rates,
    sign,
    unanswered: createUnansweredCreates(database),
    // What no route of ours asks of the door.
    ...({} as Pick<CoreDoorParts, 'book' | 'assets' | 'offering' | 'formers' | 'formerFiles'>),
  });
  const door = { create, takeKey, takeUnanswered, noteUnanswered };
  const app = testServer({
    door: {
      ...memoryDoor(),
      ...door,
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
      database,
      door,
      estimate: fixture.estimate,
      book: options.book ?? ownPriceBook(),
      offering: { sells: () => true },
      cancel: fixture,
      reader,
      assets,
      waiting: createWaiting({ database, linesOf: () => options.lines ?? [] }),
      streams,
      waits,
      accountStreams,
      sign,
      webhooks,
      people,
      supportAddress: null,
      consoleBuild: null,
      sessions: createBrowserSessions(database, publicUrl),
      earlier: createEarlierRequests({ database, wake }),
      settler: fixture.settler,
      usualTimes: createUsualTimes(database),
      keptDays: 400,
      keyPrefix: 'fg_',
    }),
    requests,
    ...(options.config ? { config: options.config } : {}),
    ...(files && {
      uploads: files.store,
      media: createMediaRoutes({
        database,
        store: files.store,
        wake,
        storedFile: async (name) =>
          (await findStored(database, name)) ?? findAssetFile(database, name),
        urls: createMediaUrls({ publicUrl, keys: oneKey(), nowMs: Date.now }),
        uncollected: () => null,
        now: Date.now,
      }),
    }),
  });
  const port = await listen(app);

  /** With a key of its own; `of` is one that stands, for another key. */
  async function customer(credits = 10_000, of?: Submitter): Promise<Customer> {
    const who = of ?? (await addCustomer(fixture, credits));
    const { accountId, mode } = who;
    const { id: keyId, key } = await createKey(database, { accountId, mode });
    return { ...who, keyId, key };
  }

  /** Somebody who has signed in, as a member of the account in this role; null: of none. */
  async function browsing(
    accountId: string | null,
    role: AccountRole = 'owner',
    operatorRole: OperatorRole | null = null,
  ): Promise<Browsing> {
    const email = `${randomUUID()}@people.example`;
    return database.query.transaction().execute(async (transaction) => {
      const person = { email, name: 'somebody', password: null, operatorRole };
      const added = await addPerson(transaction, person);
      if (!added) throw new Error('two people have one address');
      const by = asActor({ id: added.id, email }, '192.0.2.7');
      if (accountId !== null) {
        await addMember(transaction, accountId, { id: added.id, email, role }, by);
      }
      const browser = { address: '192.0.2.7', userAgent: 'tests', token: null };
      const { token } = await beginSession(transaction, added.id, browser);
      const headers = { cookie: `__Host-filmgate=${token}`, origin: publicUrl };
      return { personId: added.id, email, headers };
    });
  }

  /** Something to be known of the account. Resolves with its id. */
  async function notice(accountId: string): Promise<string> {
    const { rows } = await database.general.query<{ id: string }>(
      `insert into notices (id, account_id, kind, object, facts)
       values (gen_random_uuid(), $1, 'price_change', gen_random_uuid()::text, '{"version":"1"}')
       returning id::text`,
      [accountId],
    );
    return rows[0]?.id ?? '';
  }

  /** So that there is room for one more, however many were asked for. */
  async function forgetExports(accountId: string): Promise<void> {
    await database.general.query('update exports set expires_at = now() where account_id = $1', [
      accountId,
    ]);
  }

  /** Until this one is over. */
  async function makeExports(id: string): Promise<void> {
    const exporter = createExporter({ database, log });
    for (;;) {
      await exporter.turn();
      const { rows } = await database.general.query<{ state: string }>(
        'select state from exports where id = $1',
        [id],
      );
      if (rows[0]?.state !== 'queued' && rows[0]?.state !== 'running') break;
    }
    await exporter.stop();
  }

  async function close(): Promise<void> {
    await app.close();
    await streams.close();
    await waits.close();
    await accountStreams.close();
    await keyUses.close();
    await requests.close();
    await files?.close();
    await fixture.close();
  }

  return {
    ...fixture,
    app,
    port,
    webhooks,
    assets,
    people,
    mailbox,
    keyUses,
    requests,
    customer,
    browsing,
    notice,
    /**
     * A call with a key, or of a person in a browser; the body is sent as JSON. Its answer is as the document of the API
     * says, or this throws.
     */
    async call(who: string | Browsing, method: string, path: string, body?: unknown, headers = {}) {
      const isKey = typeof who === 'string';
      const response = await fetch(`http://127.0.0.1:${String(port)}/platform/v1${path}`, {
        method,
        headers: {
          ...(isKey ? { authorization: `Bearer ${who}` } : who.headers),
          ...(isKey && body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      const json: unknown = isJson ? JSON.parse(text) : text === '' ? null : text;
      const answer = { status: response.status, headers: response.headers, text, json };
      checkAnswer({ method, path }, answer);
      return answer;
    },
    async submit(who: Submitter, prompt?: string): Promise<string> {
      const { row } = await fixture.submit(who, order(prompt === undefined ? {} : { prompt }));
      return row.id;
    },
    /** What a customer asks for as a file, and that file, if it is to be made. */
    async export({ accountId, keyId }: Submitter, isReady = false): Promise<string> {
      const by = { kind: 'key', id: keyId, name: keyId, address: null } as const;
      await forgetExports(accountId);
      const { id } = await makeExport(
        database,
        {
          ...{ accountId, makerId: keyId, kind: 'transactions', format: 'csv', filter: {} },
          timeZone: 'UTC',
          remember: () => Promise.resolve(),
        },
        by,
      );
      if (isReady) await makeExports(id);
      return id;
    },
    makeExports,
    forgetExports,
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
      await fixture.settler.settle(
        settlement(id, { from: ['queued', 'submitting', 'running', 'unknown'] }),
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
/** These tests fetch and upload nothing. */
const withoutFiles = {} as AssetParts['intake'];

interface Files {
  assets: AssetParts;
  store: MediaStore;
  close(): Promise<void>;
}

export type PlatformServer = Awaited<ReturnType<typeof openPlatformServer>>;
