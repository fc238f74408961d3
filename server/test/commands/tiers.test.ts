import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import ownBook from '../../src/pricing/price-book.json' with { type: 'json' };
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { walletOf } from '../interop/books.ts';
import { run, runJson } from './run.ts';

/** Tiers of accounts, and what accounts, keys and tiers there are. */

let folder: string;
let bookPath: string;
let server: TestServer;

const writeBook = (tiers: object) => writeFile(bookPath, JSON.stringify({ ...ownBook, tiers }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-tiers-'));
  bookPath = join(folder, 'book.json');
  await writeBook({ gold: { discountPercent: 10 }, staff: { discountPercent: 100 } });
  // Nothing is made, so that holds stay.
  server = await startServer({
    // Doctor finds fault with the tests' own one, which waits for no disk.
    database: 'embedded',
    env: { FILMGATE_PRICE_BOOK: bookPath, FILMGATE_STUDIO_WORKERS: '0' },
  });
});
afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true });
});

const environment = () => ({
  ...server.env,
  FILMGATE_PRICE_BOOK: bookPath,
});
const json = (...args: string[]) => runJson(args, { env: environment() });
const inWords = async (...args: string[]) => (await run(args, { env: environment() })).stdout;

const heldOfDemo = async (): Promise<number> => (await walletOf(server)).held;

/** 5 s of 720p, 40 credits by the list. Resolves with what is held for it. */
async function holdOfOne(): Promise<number> {
  const before = await heldOfDemo();
  const { status } = await call(server, 'POST', '/api/open/v1/video/generations', {
    key: server.first.liveKey,
    body: { model: 'seedance-2.0', prompt: 'a kite', duration: 5, resolution: '720p' },
  });
  expect(status).toBe(200);
  return (await heldOfDemo()) - before;
}

test('a tier that the price book lacks is refused when it is given', async () => {
  const error = expect.stringMatching(
    /^--tier: "platinum" is not in the price book .*; it has gold, staff: use one of them/u,
  );
  expect(await json('accounts', 'create', '--name', 'acme', '--tier', 'platinum')).toMatchObject({
    code: 1,
    answer: { error },
  });
  expect(await json('accounts', 'set-tier', 'demo', 'platinum')).toMatchObject({
    code: 1,
    answer: { error },
  });
  expect(await json('prices', 'check', '--tier', 'platinum')).toMatchObject({ code: 1 });
  expect(await json('accounts', 'show', 'demo')).toMatchObject({ answer: { tier: null } });
});

test('a tier of the book is given and taken away, and counts within a second', async () => {
  const created = await json('accounts', 'create', '--name', 'acme', '--tier', 'gold');
  expect(created).toMatchObject({ code: 0, answer: { name: 'acme', tier: 'gold' } });
  expect(await json('accounts', 'set-tier', 'demo', 'gold')).toMatchObject({
    code: 0,
    answer: { name: 'demo', tier: 'gold' },
  });
  await until(holdOfOne, (held) => held === 36);
  expect(await json('accounts', 'set-tier', 'demo', '--none')).toMatchObject({
    code: 0,
    answer: { tier: null },
  });
  await until(holdOfOne, (held) => held === 40);
  for (const wrong of [['demo'], ['demo', 'gold', '--none'], ['nobody', 'gold']]) {
    expect(await json('accounts', 'set-tier', ...wrong)).toMatchObject({ code: 1 });
  }
});

test('accounts, tiers and keys are listed, and no secret is', async () => {
  const { answer } = await json('accounts', 'list');
  expect(answer).toMatchObject({
    accounts: [
      { name: 'acme', tier: 'gold', balance: 0, held: 0, debt: 0 },
      { id: server.first.account.id, name: 'demo', tier: null, balance: 1000 },
    ],
  });
  expect(await inWords('accounts', 'list')).toMatch(/^acme +\S+ +gold +0 +0 +0 +\d{4}-/mu);

  expect((await json('tiers', 'list')).answer).toEqual({
    book: ownBook.version,
    tiers: [
      { name: 'gold', discountPercent: 10, accounts: 1 },
      { name: 'staff', discountPercent: 100, accounts: 0 },
    ],
  });
  expect(await inWords('tiers', 'list')).toMatch(/^gold +10 % +1$/mu);

  const key = z
    .object({ id: z.string(), key: z.string() })
    .parse((await json('keys', 'create', '--account', 'acme', '--mode', 'test')).answer);
  await json('keys', 'revoke', key.id);
  const keys = await json('keys', 'list', '--account', 'acme');
  expect(keys.answer).toEqual({
    keys: [
      {
        id: key.id,
        account: 'acme',
        name: '',
        mode: 'test',
        prefix: key.key.slice(0, 12),
        lastFour: key.key.slice(-4),
        createdAt: expect.any(String),
        disabledAt: null,
        expiresAt: null,
        revokedAt: expect.any(String),
        lastUsedAt: null,
      },
    ],
  });
  const all = await json('keys', 'list');
  expect(z.object({ keys: z.array(z.unknown()) }).parse(all.answer).keys).toHaveLength(3);
  const text = await inWords('keys', 'list');
  expect(text).toMatch(/^acme +\S+ +test +fg_test_\S{4}…\S{4} +/mu);
  for (const one of [key.key, server.first.liveKey, server.first.testKey]) {
    expect(text + JSON.stringify(all.answer)).not.toContain(one);
  }
});

test('an account whose tier has left the book pays the list price, and is named', async () => {
  await json('accounts', 'set-tier', 'demo', 'gold');
  await writeBook({ silver: { discountPercent: 5 } });
  await server.stop();
  await server.start();
  expect(await holdOfOne()).toBe(40);
  const { answer } = await json('doctor');
  expect(answer).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([
      {
        name: 'tiers',
        status: 'warn',
        message: expect.stringMatching(
          /^The tier gold of acme and demo is not in the price book: they pay the list price\./u,
        ),
      },
    ]),
  });
  const warning = server
    .log()
    .split('\n')
    .find((line) => line.includes('"tier":"gold"'));
  expect(JSON.parse(warning ?? '{}')).toMatchObject({ accounts: ['acme', 'demo'] });
  expect(await json('tiers', 'list')).toMatchObject({
    answer: {
      tiers: [
        { name: 'silver', discountPercent: 5, accounts: 0 },
        { name: 'gold', discountPercent: null, accounts: 2 },
      ],
    },
  });
});
