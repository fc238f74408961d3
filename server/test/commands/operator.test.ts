import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { call } from '../harness/api.ts';
import { kinds, openPlace, type Place } from './place.ts';

/** What an operator sets up for a customer, from making an account to ending a key. */

const made = z.object({ id: z.uuid(), name: z.string(), tier: z.null() });
const madeKey = z.strictObject({ id: z.uuid(), key: z.string() });

describe.each(kinds)('%s', (kind) => {
  let place: Place;
  let accountId: string;

  beforeAll(async () => {
    place = await openPlace(kind, { database: 'embedded' });
  });

  afterAll(async () => {
    await place.remove();
  });

  test('an account is made once under its name', async () => {
    const first = await place.runJson(['accounts', 'create', '--name', 'acme']);
    expect(first.code).toBe(0);
    accountId = made.parse(first.answer).id;
    const second = await place.runJson(['accounts', 'create', '--name', 'acme']);
    expect(second).toMatchObject({
      code: 1,
      answer: { error: 'name: an account named "acme" stands already' },
    });
  });

  // What is refused is refused alike beside a server and without one, where each command starts a database.
  if (kind === 'beside a running server') {
    test.each([
      ['ACME', 'an account named "acme" stands already'],
      ['evil \u001b[2Kname', String.raw`name: holds \x1b`],
      ['ac\u200bme', String.raw`name: holds \u{200b}`],
    ])('no account is made under the name %j', async (name, words) => {
      const refused = await place.run(['accounts', 'create', '--name', name]);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(words) });
    });

    test.each([
      ['accounts', 'list'],
      ['ledger', 'check'],
      ['lines', 'list'],
      ['tasks', 'list', '--account', 'acme'],
    ])('in the wrong folder `%s %s` says where the data is missing', async (...args) => {
      const elsewhere = join(place.folder, 'elsewhere');
      const { code, stdout, stderr } = await place.start(args, { FILMGATE_DATA_DIR: elsewhere })
        .ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`There is no data in ${elsewhere}`);
      expect(stderr).toContain('FILMGATE_DATA_DIR');
      expect(existsSync(elsewhere)).toBe(false);
    });

    test.each([
      [['--credits', '-1', '--account', 'acme'], '--credits: "-1" is not an amount'],
      [['--credits', '0', '--account', 'acme'], '--credits: "0" is not an amount'],
      [['--credits', '0.0000001', '--account', 'acme'], 'at most 6 decimals'],
      [['--credits', '5', '--account', 'nobody'], '--account: there is no account "nobody"'],
    ])('a grant of %j is refused in words', async (args, words) => {
      const refused = await place.runJson(['credits', 'grant', '--reason', 'a test', ...args]);
      expect(refused.code).toBe(1);
      expect(z.strictObject({ error: z.string() }).parse(refused.answer).error).toContain(words);
    });
  }

  test('credits are granted by name and by id, and add up', async () => {
    const grant = ['credits', 'grant', '--reason', 'a test', '--credits'];
    expect(await place.runJson([...grant, '1000', '--account', 'acme'])).toMatchObject({
      code: 0,
      answer: { account: accountId, balance: 1000 },
    });
    expect(await place.runJson([...grant, '0.5', '--account', accountId])).toMatchObject({
      code: 0,
      answer: { balance: 1000.5 },
    });
    const shown = await place.run(['accounts', 'show', 'acme']);
    expect(shown).toMatchObject({
      code: 0,
      stdout: `acme (${accountId}): 1000.5 credits, of which 0 are held, 1000.5 can be spent\n`,
    });
  });

  test('keys are made for both modes, and each is ended once', async () => {
    const create = (mode: string) =>
      place.runJson(['keys', 'create', '--account', 'acme', '--mode', mode]);
    const live = madeKey.parse((await create('live')).answer);
    const sandbox = madeKey.parse((await create('test')).answer);
    expect(live.key).toMatch(/^fg_live_/);
    expect(sandbox.key).toMatch(/^fg_test_/);
    expect(await create('free')).toMatchObject({ code: 1 });
    if (place.server) {
      // 404: the key is taken, and there is no such task.
      const path = '/api/open/v1/tasks/none';
      expect(await call(place.server, 'GET', path, { key: live.key })).toMatchObject({
        status: 404,
      });
    }

    const revoke = (key: string) => place.runJson(['keys', 'revoke', key]);
    expect(await revoke(live.id)).toMatchObject({
      code: 0,
      answer: { revoked: true, queued: 0, running: 0, cancelled: 0 },
    });
    expect(await revoke(sandbox.key)).toMatchObject({ code: 0, answer: { revoked: true } });
    expect(await revoke(live.key)).toMatchObject({
      code: 1,
      answer: { error: 'There is no such key that is in use.' },
    });
  });

  test('the secret of callbacks is the same every time', async () => {
    const secret = () => place.runJson(['webhooks', 'secret', '--account', 'acme']);
    const { code, answer } = await secret();
    expect(code).toBe(0);
    expect(z.strictObject({ secret: z.string() }).parse(answer).secret).toMatch(/^whsec_/);
    expect((await secret()).answer).toEqual(answer);
  });

  test('the database is up to date, and the ledger in order', async () => {
    expect(await place.runJson(['migrate'])).toMatchObject({
      code: 0,
      answer: { ok: true, pending: 0 },
    });
    expect(await place.runJson(['ledger', 'check'])).toMatchObject({
      code: 0,
      answer: { ok: true, broken: [], openTasks: 0 },
    });
  });

  test('the doctor finds nothing wrong, and a server where there is one', async () => {
    const { code, answer } = await place.runJson(['doctor']);
    const { ok, checks } = z
      .strictObject({
        ok: z.boolean(),
        checks: z.array(
          z.strictObject({ name: z.string(), status: z.string(), message: z.string() }),
        ),
      })
      .parse(answer);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    const url = `http://127.0.0.1:${String(place.port)}`;
    expect(checks).toContainEqual({
      name: 'port',
      status: 'ok',
      message: place.server ? `A Filmgate serves at ${url}.` : `${url} is free.`,
    });
    expect(checks.map(({ name }) => name)).toEqual([
      ...['configuration', 'node', 'canvas', 'sharp', 'webcodecs', 'mediabunny', 'prices', 'disk'],
      ...['database', 'durability', 'clock', 'tiers', 'secret'],
      ...['installation', 'mail', 'port', 'address'],
    ]);
  });

  test('a command leaves the database as it was: running beside a server, else stopped', async () => {
    expect(await place.hasDatabase()).toBe(place.server !== null);
  });
});
