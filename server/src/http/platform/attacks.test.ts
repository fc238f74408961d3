import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createKey, type KeyTerms } from '../../accounts/keys.ts';
import { success } from '../../tasks/testing/fixture.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

/** What somebody tries who wants more than they may have: at keys, at records, at amounts. */

let server: PlatformServer;
let behindProxy: PlatformServer;
let ours: Customer;
let owner: Browsing;
let stranger: Customer;
let strangeOwner: Browsing;
beforeAll(async () => {
  server = await openPlatformServer();
  behindProxy = await openPlatformServer({ config: { trustedProxies: ['127.0.0.0/8'] } });
  [ours, stranger] = [await server.customer(), await server.customer()];
  owner = await server.browsing(ours.accountId);
  strangeOwner = await server.browsing(stranger.accountId);
});
afterAll(async () => {
  await behindProxy.close();
  await server.close();
});

const withKey = z.looseObject({ id: z.string(), key: z.string() });

async function newKey(terms: Partial<KeyTerms> = {}) {
  const { accountId } = ours;
  return createKey(server.database, { accountId, mode: 'live', terms });
}

const statusOf = async (key: string): Promise<number> =>
  (await server.call(key, 'GET', '/key')).status;

/** Of secrets that nobody has used yet, so that no process remembers them. */
async function good(secrets: readonly string[]): Promise<number> {
  const statuses = await Promise.all(secrets.map(statusOf));
  return statuses.filter((status) => status === 200).length;
}

describe('a key', () => {
  const roll = async (id: string, overlapHours: number) => {
    const { status, json } = await server.call(owner, 'POST', `/keys/${id}/roll`, { overlapHours });
    return status === 200 ? [withKey.parse(json).key] : [];
  };
  const many = <Result>(count: number, work: () => Promise<Result>) =>
    Promise.all(Array.from({ length: count }, work));

  test('that is rolled by many at once has one secret in the end', async () => {
    const { id, key } = await newKey();
    const secrets = (await many(10, () => roll(id, 0))).flat();
    expect(secrets).toHaveLength(10);
    expect(await good([...secrets, key])).toBe(1);
  });

  test('that is rolled with overlaps by many at once has no more former secrets than it may', async () => {
    const { id, key } = await newKey();
    const secrets = (await many(12, () => roll(id, 24))).flat();
    expect(secrets).toHaveLength(5);
    expect(await good([...secrets, key])).toBe(6);
    expect(await roll(id, 0)).toHaveLength(1);
    await expect.poll(() => good([...secrets, key]), { timeout: 5_000 }).toBe(0);
  });

  test.each([
    ['revoked', (id: string) => server.call(owner, 'DELETE', `/keys/${id}`)],
    ['disabled', (id: string) => server.call(owner, 'PATCH', `/keys/${id}`, { disabled: true })],
  ])('that is %s while it is rolled is good in none of its secrets', async (_how, end) => {
    const { id, key } = await newKey();
    const [secrets] = await Promise.all([
      Promise.all([roll(id, 24), roll(id, 0), roll(id, 24), roll(id, 1)]),
      end(id),
    ]);
    expect(await good([...secrets.flat(), key])).toBe(0);
  });

  test('of another account is neither held by whoever asks for it, nor waited for', async () => {
    const { id } = await newKey();
    await server.database.query.transaction().execute(async (transaction) => {
      await transaction.selectFrom('keys').select('id').where('id', '=', id).forUpdate().execute();
      const { status } = await server.call(strangeOwner, 'PATCH', `/keys/${id}`, { name: 'mine' });
      expect(status).toBe(404);
    });
  });

  describe('for one place', () => {
    const there = { addresses: ['198.51.100.7'] };
    const headersOf = (address: string) => [
      { 'x-forwarded-for': address },
      { 'x-forwarded-for': `${address}, ${address}` },
      { forwarded: `for=${address}` },
      { 'x-real-ip': address, 'true-client-ip': address, 'cf-connecting-ip': address },
      { 'x-client-ip': address, 'x-forwarded-host': address },
    ];

    test('is good nowhere else, whatever the request says of where it comes from', async () => {
      const { key } = await newKey(there);
      for (const headers of headersOf('198.51.100.7')) {
        const { status } = await server.call(key, 'GET', '/key', undefined, headers);
        expect([headers, status]).toEqual([headers, 403]);
      }
    });

    test('is good behind a proxy that says so, and not by what stands left of what it says', async () => {
      const { accountId } = await behindProxy.customer();
      const order = { accountId, mode: 'live', terms: there } as const;
      const { key } = await createKey(behindProxy.database, order);
      const from = async (hops: string) => {
        const headers = { 'x-forwarded-for': hops };
        return (await behindProxy.call(key, 'GET', '/key', undefined, headers)).status;
      };
      expect(await from('198.51.100.7')).toBe(200);
      expect(await from('203.0.113.1, 198.51.100.7')).toBe(200);
      expect(await from('198.51.100.7, 203.0.113.1')).toBe(403);
      expect(await from('198.51.100.7, 203.0.113.1, 127.0.0.1')).toBe(403);
      expect(await from('198.51.100.7, nonsense')).toBe(403);
      expect(await from('198.51.100.7, fe80::1%eth0')).toBe(403);
      expect(await from('198.51.100.7,')).toBe(403);
      expect(await from('')).toBe(403);
    });
  });
});

describe('an amount', () => {
  const film = { model: 'seedance-2.0', prompt: 'a river', seconds: 5, resolution: '720p' };

  test.each(['/tasks', '/tasks/estimate'])('of %s is never rounded up', async (path) => {
    for (const maxCredits of [39.999_999_9, 39.999_999_99, 1e-7, 5e-324]) {
      const { status, json } = await server.call(ours.key, 'POST', path, { ...film, maxCredits });
      expect([status, json]).toMatchObject([400, { field: 'maxCredits' }]);
    }
    const { json } = await server.call(ours.key, 'POST', path, { ...film, maxCredits: 39.999_999 });
    expect(json).toMatchObject({ code: 'above_max_credits' });
    const just = await server.call(ours.key, 'POST', path, { ...film, maxCredits: 40 });
    expect(just.status).toBeLessThan(300);
  });
});

describe('records', () => {
  let endOfOurs: string;
  beforeAll(async () => {
    for (let count = 0; count < 3; count += 1) {
      endOfOurs = await server.submit(ours);
      await server.settler.settle(success(endOfOurs));
    }
  });

  test.each(['/tasks', '/transactions', '/deductions', '/keys', '/audit', '/deliveries'])(
    '%s: a cursor of another account, or a made-up one, shows nothing of it',
    async (path) => {
      const usual = await server.call(owner, 'GET', `${path}?limit=1`);
      const page = z.object({ nextCursor: z.string().nullable() }).parse(usual.json);
      const made = ['0', '1', '999999999999999999', 'x', "' or true --", '\u{10ffff}', '-1', '1e3'];
      for (const cursor of [page.nextCursor ?? endOfOurs, endOfOurs, ours.keyId, ...made]) {
        const url = `${path}?cursor=${encodeURIComponent(cursor)}`;
        const { status, text } = await server.call(strangeOwner, 'GET', url);
        expect([200, 400]).toContain(status);
        for (const foreign of [ours.accountId, ours.keyId, endOfOurs, owner.email]) {
          if (foreign !== cursor) expect(text).not.toContain(foreign);
        }
      }
    },
  );

  test('a task of another account is as good a cursor as one that is not there', async () => {
    const by = async (cursor: string) =>
      (await server.call(stranger.key, 'GET', `/tasks?cursor=${cursor}`)).json;
    const about = (json: unknown) => ({ ...Object(json), instance: '' });
    expect(about(await by(endOfOurs))).toEqual(about(await by('z'.repeat(endOfOurs.length))));
  });

  test.each([
    "order') or true --",
    "'; drop table tasks; --",
    '$1',
    '?',
    '%',
    '"',
    '\\',
    'a.b',
    '🎬',
  ])('a name of metadata is a name: %s', async (name) => {
    const film = { model: 'seedance-2.0', prompt: 'a river', resolution: '480p' };
    const body = { ...film, metadata: { [name]: 'x' } };
    const made = await server.call(ours.key, 'POST', '/tasks', body);
    const { id } = z.object({ id: z.string() }).parse(made.json);
    const find = async (path: string, wanted: string, value: string) => {
      const asked = `metadata.${encodeURIComponent(wanted)}=${encodeURIComponent(value)}`;
      const { status, json } = await server.call(ours.key, 'GET', `${path}?${asked}`);
      expect(status).toBe(200);
      return z.object({ data: z.array(z.looseObject({ id: z.string() })) }).parse(json).data;
    };
    expect((await find('/tasks', name, 'x')).map((one) => one.id)).toEqual([id]);
    expect(await find('/tasks', name, "x' or 'x' = 'x")).toEqual([]);
    expect(await find('/tasks', `${name}x`, 'x')).toEqual([]);
    expect(await find('/deductions', name, 'x')).toEqual([]);
  });

  test('every zone that can be asked for is one, here and in the database', async () => {
    const zones = [...Intl.supportedValuesOf('timeZone'), 'US/Pacific', 'GMT0', 'asia/SHANGHAI'];
    for (const timeZone of [
      'Etc/Unknown',
      'Factory',
      'localtime',
      'posixrules',
      'Zulu',
      ...zones,
    ]) {
      const query = `from=2026-11-01&to=2026-11-01&timeZone=${encodeURIComponent(timeZone)}`;
      const { status } = await server.call(ours.key, 'GET', `/usage?${query}`);
      expect([200, 400], timeZone).toContain(status);
    }
  });
});
