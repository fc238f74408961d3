/** Lists of the platform API, read page by page to their end while more comes to their beginning. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { audit } from '../../../audit/audit.ts';
import { createKey } from '../../../accounts/keys.ts';
import { success } from '../../../tasks/testing/fixture.ts';
import { addEndpoint } from '../../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../../webhooks/log.ts';
import type { Browsing, Customer, PlatformServer } from './platform-server.ts';

/** One list, of an account of its own. */
interface Filled {
  /** With its filters, if any, and without a cursor. */
  path: string;
  who: string | Browsing;
  /** One more, the newest. */
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
};

const page = z.object({
  data: z.array(z.looseObject({ id: z.string() })),
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
  { path, who, add, rows }: Filled,
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
    ids.push(...data.map(({ id }) => id));
    cursor = nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { there, ids, added: (await rows()) - there, pages };
}
