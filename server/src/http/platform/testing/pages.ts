/** Lists of the platform API, read page by page to their end while more comes to their beginning. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { audit } from '../../../audit/audit.ts';
import { createKey } from '../../../accounts/keys.ts';
import { setEndUserBudget } from '../../../accounts/limits/end-users.ts';
import { createAsset } from '../../../assets/create.ts';
import { order as assetOrder } from '../../../assets/testing/library.ts';
import { atMsOf, requestIds } from '../../../requests/ids.ts';
import { writeCounts, writeRequests } from '../../../requests/write.ts';
import { success } from '../../../tasks/testing/fixture.ts';
import { addEndpoint } from '../../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../../webhooks/log.ts';
import type { Browsing, Customer, PlatformServer } from './platform-server.ts';

/** One list, of an account of its own. */
interface Filled {
  /** With its filters, if any, and without a cursor. */
  path: string;
  who: string | Browsing;
  /** The field that each row has another value of; `id` where nothing is said. */
  knownBy?: string;
  /** One more, which is listed before all others. */
  add(): Promise<unknown>;
  /** Of the list’s table, counted in the database. */
  rows(): Promise<number>;
}

type Fill = (server: PlatformServer, rows: number) => Promise<Filled>;

const creditsOfFilm = 40;
const filmsMore = 1_000;
const atOnce = 100;
const by = { kind: 'command', id: null, name: 'tests', address: null } as const;

/** Work that is done so many times, some at once. */
async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const some = Math.min(atOnce, count - done);
    await Promise.all(Array.from({ length: some }, work));
  }
}

async function countOf(
  { database }: PlatformServer,
  table: string,
  { accountId }: Customer,
): Promise<number> {
  const { rows } = await database.general.query<{ count: number }>(
    `select count(*)::int as count from ${table} and account_id = $1`,
    [accountId],
  );
  return rows[0]?.count ?? 0;
}

/** Films that were charged for: tasks, movements and deductions. */
function films(path: string, table: string): Fill {
  return async (server, rows) => {
    const who = await server.customer((rows + filmsMore) * creditsOfFilm);
    const add = async (): Promise<void> => {
      const id = await server.submit(who);
      await server.settler.settle(success(id));
    };
    await times(rows, add);
    return { path, who: who.key, add, rows: () => countOf(server, table, who) };
  };
}

const refused = {
  mode: 'live',
  api: 'platform',
  method: 'GET',
  route: '/walked',
  path: '/walked',
  status: 404,
  code: 'route_not_found',
  detail: null,
  taskId: null,
  body: null,
} as const;

const callerOf = ({ accountId, keyId }: Customer) => ({ accountId, keyId, personId: null });

/** By the path of each list that goes on. */
export const fills: Readonly<Record<string, Fill>> = {
  '/tasks': films('/tasks', 'tasks where true'),
  '/transactions': films('/transactions', 'movements where true'),
  '/deductions': films('/deductions', "movements where kind = 'charge'"),
  async '/keys'(server, rows) {
    const who = await server.customer();
    const { accountId } = who;
    const add = () => createKey(server.database, { accountId, mode: 'test' });
    // Those that are revoked are listed as well, and there is no bound to them.
    await server.database.general.query(
      `insert into keys (id, account_id, mode, prefix, last_four, hash, revoked_at)
       select id, $1, 'test', 'fg_test_', 'abcd', sha256(id::text::bytea), now()
         from unnest($2::uuid[]) id`,
      [accountId, Array.from({ length: rows }, uuidv7)],
    );
    const owner = await server.browsing(accountId);
    const path = '/keys?revoked=true';
    return { path, who: owner, add, rows: () => countOf(server, 'keys where true', who) };
  },
  async '/audit'(server, rows) {
    const who = await server.customer();
    const { accountId } = who;
    const owner = await server.browsing(accountId);
    const object = { kind: 'account', id: accountId, name: 'walked' };
    const change = { by, accountId, action: 'account.changed', object };
    const add = () =>
      server.database.query.transaction().execute((transaction) => audit(transaction, change));
    await times(rows, add);
    const path = '/audit';
    return { path, who: owner, add, rows: () => countOf(server, 'audit_log where true', who) };
  },
  async '/deliveries'(server, rows) {
    const who = await server.customer();
    const { accountId } = who;
    const url = 'https://receiver.example/hook';
    const { endpoint } = await addEndpoint(server.webhooks, { accountId, url });
    const add = () => sendTestEvent(server.webhooks, { accountId, id: endpoint.id });
    await times(rows, add);
    const path = '/deliveries';
    return { path, who: who.key, add, rows: () => countOf(server, 'deliveries where true', who) };
  },
  async '/assets'(server, rows) {
    const who = await server.customer();
    const add = () => createAsset(server.assets, assetOrder(who.accountId));
    await times(rows, add);
    const path = '/assets';
    return { path, who: who.key, add, rows: () => countOf(server, 'assets where true', who) };
  },
  async '/end-users'(server, rows) {
    const who = await server.customer();
    const { accountId } = who;
    const budget = { mostMicros: 1_000_000n, period: 'day' } as const;
    let left = 1_000_000;
    const add = () => {
      left -= 1;
      const endUser = `user ${String(left)}`;
      return setEndUserBudget(server.database, { accountId, endUser, budget }, by);
    };
    await times(rows, add);
    return {
      ...{ path: '/end-users', who: who.key, knownBy: 'endUser', add },
      rows: () => countOf(server, 'end_user_budgets where true', who),
    };
  },
  async '/requests'(server, rows) {
    const who = await server.customer();
    const nextId = requestIds();
    const add = () => {
      const id = nextId();
      const at = { id, atMs: atMsOf(id) ?? 0, address: '192.0.2.7', tookMs: 1 };
      return writeRequests(server.database, [{ ...refused, ...at, ...callerOf(who) }]);
    };
    await times(rows, add);
    const path = '/requests';
    return { path, who: who.key, add, rows: () => countOf(server, 'request_log where true', who) };
  },
  async '/requests/reads'(server, rows) {
    const who = await server.customer();
    let minuteAtMs = Date.UTC(2026, 0, 1);
    const route = '/walked';
    const add = () => {
      minuteAtMs += 60_000;
      const counted = { minuteAtMs, route, reads: 1, unlisted: 0 };
      return writeCounts(server.database, [{ ...counted, ...callerOf(who) }]);
    };
    await times(rows, add);
    return {
      ...{ path: '/requests/reads', who: who.key, knownBy: 'minute', add },
      // Pages that are read are counted as well.
      rows: () => countOf(server, `request_counts where route = '${route}'`, who),
    };
  },
};

const page = z.object({
  data: z.array(z.looseObject({})),
  nextCursor: z.string().nullable(),
});

export interface Walk {
  /** What was there before the first page was asked for. */
  there: number;
  /** Of these, in the order in which they came. */
  ids: string[];
  /** What came to the list meanwhile. */
  added: number;
  pages: number;
}

/** Reads a list to its end; something is added beside every page but the first. */
export async function walk(
  server: PlatformServer,
  { path, who, knownBy = 'id', add, rows }: Filled,
): Promise<Walk> {
  const there = await rows();
  const ids: string[] = [];
  const limit = `${path.includes('?') ? '&' : '?'}limit=100`;
  let cursor: string | null = null;
  let pages = 0;
  do {
    const asked: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const [{ status, json, text }] = await Promise.all([
      server.call(who, 'GET', `${path}${limit}${asked}`),
      pages === 0 ? null : add(),
    ]);
    if (status !== 200) throw new Error(`${path}: ${text}`);
    const { data, nextCursor } = page.parse(json);
    ids.push(...data.map((row) => z.string().parse(row[knownBy])));
    cursor = nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { there, ids, added: (await rows()) - there, pages };
}
