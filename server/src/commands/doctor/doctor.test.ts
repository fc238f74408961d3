import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seal } from '../../postgres/seal.ts';
import type { Fact } from '../../boot/installation.ts';
import { deriveKey } from '../../boot/secret.ts';
import { checked } from './check.ts';
import { judgeDatabase, judgeTiers, type DatabaseFacts } from './database.ts';
import { judgeInstallation } from './installation.ts';
import { checkDisk, checkNode, judgeSpace } from './machine.ts';
import { checkAddress, checkPort } from './network.ts';
import { judgeSecrets } from './secrets.ts';

test('an old Node.js fails, a new one does not', () => {
  expect(checkNode('22.11.0')).toMatchObject({ status: 'fail' });
  expect(checkNode('24.0.0')).toMatchObject({ status: 'ok' });
  expect(checkNode('100.1.0')).toMatchObject({ status: 'ok' });
});

describe('the database', () => {
  const sound: DatabaseFacts = {
    version: '18.4',
    fsync: 'on',
    fullPageWrites: 'on',
    synchronousCommit: 'on',
    skewMs: 3,
  };

  const statuses = (facts: Partial<DatabaseFacts>) =>
    Object.fromEntries(
      judgeDatabase({ ...sound, ...facts }, 'here').map(({ name, status }) => [name, status]),
    );

  test.each<[Partial<DatabaseFacts>, string, string]>([
    [{ version: '14.13 (Debian 14.13-1)' }, 'database', 'fail'],
    [{ version: '15beta1' }, 'database', 'ok'],
    [{ fsync: 'off' }, 'durability', 'fail'],
    [{ fullPageWrites: 'off' }, 'durability', 'fail'],
    [{ synchronousCommit: 'off' }, 'durability', 'fail'],
    [{ synchronousCommit: 'remote_apply' }, 'durability', 'ok'],
    [{ skewMs: -1_900 }, 'clock', 'ok'],
    [{ skewMs: 2_100 }, 'clock', 'warn'],
    [{ skewMs: -61_000 }, 'clock', 'fail'],
  ])('with %j makes %s %s and nothing else', (facts, name, status) => {
    const others = { database: 'ok', durability: 'ok', clock: 'ok' };
    expect(statuses(facts)).toEqual({ ...others, [name]: status });
  });

  test('says what is off, and which clock is behind', () => {
    const facts = { ...sound, fsync: 'off', synchronousCommit: 'off', skewMs: -4_200 };
    const messages = judgeDatabase(facts, 'here').map(({ message }) => message);
    expect(messages[1]).toContain('fsync and synchronous_commit off');
    expect(messages[2]).toContain('4.2 s behind this machine’s');
  });
});

describe('an installation', () => {
  const found = (fact: Fact) => judgeInstallation([{ fact, words: 'it differs' }]);

  test('is fine where nothing differs', () => {
    expect(judgeInstallation([])).toMatchObject({ name: 'installation', status: 'ok' });
  });

  test.each<[Fact, string]>([
    ['secret', 'fail'],
    ['store', 'fail'],
    ['version', 'fail'],
    ['price book', 'warn'],
    ['PUBLIC_URL', 'warn'],
  ])('with another %s makes it %s by name', (fact, status) => {
    expect(found(fact)).toMatchObject({ status, message: `${fact}: it differs` });
  });
});

test('accounts whose tier the price book lacks are named, and many are counted', () => {
  expect(judgeTiers([])).toMatchObject({ status: 'ok' });
  const gold = { tier: 'gold', names: ['acme'], accounts: 1 };
  const silver = { tier: 'silver', names: ['a', 'b'], accounts: 7 };
  expect(judgeTiers([gold, silver])).toEqual({
    name: 'tiers',
    status: 'warn',
    message:
      'The tier gold of acme is not in the price book: it pays the list price. The tier silver of a, b and 5 more is not in the price book: they pay the list price. Add it to the book, or give another with "filmgate accounts set-tier".',
  });
});

test('what does not open with the secret is counted by what it is for', () => {
  const [mine, theirs] = ['a'.repeat(64), 'b'.repeat(64)];
  const sealedBy = (secret: string, purpose: string, name: string) =>
    seal(deriveKey(secret, purpose), name, 'sk-5ecret');
  const rows = [
    { kind: 'line' as const, name: 'l', sealed: sealedBy(mine, 'line secrets', 'l') },
    ...['e', 'f'].map((name) => ({
      kind: 'webhook endpoint' as const,
      name,
      sealed: sealedBy(theirs, 'webhook endpoints', name),
    })),
  ];
  expect(judgeSecrets(rows.slice(0, 1), mine)).toMatchObject({ status: 'ok' });
  const found = judgeSecrets(rows, mine);
  expect(found).toMatchObject({ name: 'secret', status: 'fail' });
  expect(found.message).toContain('2 of webhook endpoints');
  expect(found.message).not.toContain('lines');
});

describe('the disk', () => {
  test.each([
    [100 * 2 ** 20, 'fail'],
    [2 ** 30, 'warn'],
    [2 ** 33, 'ok'],
  ])('with %i bytes free is %s', (bytes, status) => {
    expect(judgeSpace('/data', bytes)).toMatchObject({ name: 'disk', status });
  });

  test('fails, with the way out, where the data directory cannot be made', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'filmgate-disk-'));
    const file = join(folder, 'file');
    await writeFile(file, '');
    const found = await checked('disk', () => checkDisk({ dataDir: join(file, 'data') }));
    expect(found).toMatchObject({ name: 'disk', status: 'fail' });
    expect(found.message).toContain('set FILMGATE_DATA_DIR');
    expect(await checked('disk', () => checkDisk({ dataDir: folder }))).toMatchObject({
      status: expect.stringMatching(/ok|warn/),
    });
    await rm(folder, { recursive: true });
  });
});

describe('the address', () => {
  const local = { host: '127.0.0.1', port: 8787, publicUrl: null, allowPrivateHosts: false };
  const proxied = { ...local, publicUrl: 'https://video.example.com' };

  test.each([
    [local],
    [proxied],
    [{ ...proxied, host: '0.0.0.0' }],
    [{ ...local, host: '::1', allowPrivateHosts: true }],
    [{ ...local, host: 'localhost' }],
  ])('%j is in order', (config) => {
    expect(checkAddress(config)).toMatchObject({ status: 'ok' });
  });

  test.each([
    [{ ...local, host: '0.0.0.0' }, 'set PUBLIC_URL'],
    [{ ...local, host: '::' }, 'set PUBLIC_URL'],
    [{ ...local, host: '0.0.0.0', publicUrl: 'http://localhost:8787' }, 'set PUBLIC_URL'],
    [{ ...local, host: '192.168.1.5' }, 'a proxy with TLS'],
    [{ ...local, publicUrl: 'http://video.example.com' }, 'a proxy with TLS'],
    [{ ...proxied, allowPrivateHosts: true }, 'FILMGATE_ALLOW_PRIVATE_HOSTS'],
  ])('%j is warned of with %j', (config, words) => {
    const found = checkAddress(config);
    expect(found.status).toBe('warn');
    expect(found.message).toContain(words);
  });
});

describe('the port', () => {
  /** A server that answers everything with this. */
  async function checkBeside(answer: string) {
    const server = createServer((_request, response) => response.end(answer));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A listening TCP server has an address of this form.
    const { port } = server.address() as AddressInfo;
    const found = await checkPort({ host: '127.0.0.1', port });
    server.close();
    return found;
  }

  test('of a running Filmgate is in order, even while that cannot serve', async () => {
    const unready = '{"status":"unready","checks":{"checks":"failed","serving":true}}';
    expect(await checkBeside(unready)).toMatchObject({ status: 'ok' });
  });

  test.each(['hello', '{"status":"ready"}', 'null'])(
    'of one that says %j fails',
    async (answer) => {
      const found = await checkBeside(answer);
      expect(found.status).toBe('fail');
      expect(found.message).toContain('set PORT');
    },
  );
});
