import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { success } from '../../tasks/testing/fixture.ts';
import { taskJsonSchema } from '../../tasks/task-json.ts';
import { pageOf } from './route.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
let other: Customer;
/** By what is told of each below; in the order of their creation. */
let ids: Record<string, string>;

const film = { model: 'seedance-2.0', prompt: 'a river', seconds: 5, resolution: '480p' };

async function make(key: string, body: object): Promise<string> {
  const { json } = await server.call(key, 'POST', '/tasks', { ...film, ...body });
  return taskJsonSchema.parse(json).id;
}

beforeAll(async () => {
  server = await openPlatformServer();
  who = await server.customer();
  const second = await server.customer(0, who);
  const free = await server.customer(0, { ...who, mode: 'test' });
  other = await server.customer();
  ids = {
    old: await make(who.key, { model: 'seedance-2.5' }),
    done: await make(who.key, { metadata: { order: 'A-1', part: 2, paid: true } }),
    failed: await make(who.key, { endUser: 'Ann', metadata: { order: 'A-2' } }),
    dialect: await server.submit(who),
    second: await make(second.key, { endUser: 'Ann' }),
    free: await make(free.key, {}),
    foreign: await make(other.key, { endUser: 'Ann', metadata: { order: 'A-1' } }),
  };
  await server.settler.settle(success(ids['done'] ?? '', 20_000_000n));
  await server.fail(ids['failed'] ?? '');
  const { general } = server.database;
  // What is made within one millisecond has no order that a test could name.
  for (const [index, id] of Object.values(ids).entries()) {
    await general.query(
      `update tasks set created_at = timestamptz '2026-11-01' + make_interval(hours => $2) where id = $1`,
      [id, index],
    );
  }
  Object.assign(ids, { secondKey: second.keyId });
});
afterAll(() => server.close());

const page = pageOf(taskJsonSchema.strict());

async function list(query: string) {
  const { status, json } = await server.call(who.key, 'GET', `/tasks${query}`);
  expect(status).toBe(200);
  const { data, nextCursor } = page.parse(json);
  const names = data.map(({ id }) => Object.entries(ids).find(([, one]) => one === id)?.[0]);
  return { names, nextCursor };
}

describe('a list', () => {
  test('has the account’s own, the newest first', async () => {
    const { names, nextCursor } = await list('');
    expect(names).toEqual(['free', 'second', 'dialect', 'failed', 'done', 'old']);
    expect(nextCursor).toBeNull();
  });

  test('goes on where a page ended, each once', async () => {
    const seen: (string | undefined)[] = [];
    let cursor: string | null = null;
    do {
      const { names, nextCursor }: Awaited<ReturnType<typeof list>> = await list(
        `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...names);
      cursor = nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['free', 'second', 'dialect', 'failed', 'done', 'old']);
  });

  test.each([
    ['state=queued', ['free', 'second', 'dialect', 'old']],
    ['state=succeeded', ['done']],
    ['state=succeeded&state=failed', ['failed', 'done']],
    ['state=cancelled', []],
    ['model=seedance-2.5', ['old']],
    ['mode=test', ['free']],
    ['dialect=seedance2ink', ['dialect']],
    ['endUser=Ann', ['second', 'failed']],
    ['endUser=Ann&state=failed', ['failed']],
    ['endUser=Bob', []],
    ['metadata.order=A-1', ['done']],
    ['metadata.part=2', ['done']],
    ['metadata.paid=true', ['done']],
    ['metadata.order=A-1&metadata.part=3', []],
    ['from=2026-11-01T03:00:00Z', ['free', 'second', 'dialect']],
    ['from=2026-11-01T01:00:00Z&to=2026-11-01T03:00:00Z', ['failed', 'done']],
    ['from=2026-11-01T09:00:00%2B08:00&to=2026-11-01T10:00:00%2B08:00', ['done']],
  ])('of %s', async (query, expected) => {
    expect((await list(`?${query}`)).names).toEqual(expected);
  });

  test('of a key', async () => {
    expect((await list(`?keyId=${String(ids['secondKey'])}`)).names).toEqual(['second']);
    expect((await list('?keyId=nonsense')).names).toEqual([]);
  });

  test.each([
    ['state=done', 'state'],
    ['limit=101', 'limit'],
    ['from=yesterday', 'from'],
    ['metadata.=1', 'metadata.'],
    ['metadata.order=1&metadata.order=2', 'metadata.order'],
    [`cursor=${'x'.repeat(20)}`, 'cursor'],
    ['mode=both', 'mode'],
  ])('refuses %s', async (query, field) => {
    const { status, json } = await server.call(who.key, 'GET', `/tasks?${query}`);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field }]);
  });

  test('does not go on after another account’s task', async () => {
    const { status, json } = await server.call(
      who.key,
      'GET',
      `/tasks?cursor=${String(ids['foreign'])}`,
    );
    expect([status, json]).toMatchObject([400, { field: 'cursor' }]);
  });
});

describe('counts', () => {
  const count = async (query: string) => {
    const { status, json } = await server.call(who.key, 'GET', `/tasks/counts${query}`);
    expect(status).toBe(200);
    return json;
  };

  test('tell how many there are of each state, and what they cost', async () => {
    expect(await count('')).toEqual({
      isExact: true,
      total: 6,
      states: { queued: 4, running: 0, succeeded: 1, failed: 1, cancelled: 0, expired: 0 },
      // Of 5 s: 480p at 6 credits and at 4, and 720p at 8; with the test key nothing is held.
      heldCredits: 30 + 40 + 20,
      chargedCredits: 20,
      refundedCredits: 0,
    });
  });

  test('of a filter', async () => {
    expect(await count('?endUser=Ann')).toMatchObject({ total: 2, states: { failed: 1 } });
    expect(await count('?metadata.order=A-1&state=succeeded')).toMatchObject({ total: 1 });
    expect(await count('?state=expired')).toMatchObject({ total: 0, isExact: true });
  });

  test('refuse what belongs to a page', async () => {
    const { status, json } = await server.call(who.key, 'GET', '/tasks/counts?limit=3');
    expect([status, json]).toMatchObject([400, { field: 'limit' }]);
  });
});
