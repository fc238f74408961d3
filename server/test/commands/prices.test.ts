import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { walletOf } from '../interop/books.ts';
import { run, runJson } from './run.ts';

/** What is sold for less than it costs: as the operator sees it, and what becomes of it. */

/** Nobody listens there: what is taken waits. */
const nowhere = 'http://127.0.0.1:9';
const addLine = [
  ...['lines', 'add', '--name', 'up', '--preset', 'byteplus', '--no-secret'],
  ...['--base-url', nowhere, '--allow-private-host'],
];

const checked = z.object({
  models: z.int(),
  modelsBelowListCost: z.int(),
  modelsBelowLineCost: z.int(),
  combinations: z.array(
    z.object({
      model: z.string(),
      resolution: z.string(),
      with: z.string(),
      price: z.number(),
      listCost: z.number().nullable(),
      belowListCost: z.boolean(),
      line: z.string().nullable(),
      lineCost: z.number().nullable(),
      belowLineCost: z.boolean(),
    }),
  ),
});

async function checkPrices(server: TestServer) {
  const { code, answer } = await runJson(['prices', 'check'], { env: server.env });
  expect(code).toBe(0);
  return checked.parse(answer);
}

const worst = { model: 'seedance2.0-933', resolution: '1080p', with: 'input video' };

/** 15.3 credits for what costs 175 at the engine. */
const bargain = { model: 'seedance2.0-933', prompt: 'a kite', duration: 4, resolution: '1080p' };
const code = z.object({ code: z.string() });
const createPath = '/api/open-api/v1/seedance/videos';

describe('where what sells below its cost is refused', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { FILMGATE_BELOW_COST: 'refuse' } });
  });
  afterAll(() => server.remove());

  test('the studio is asked for it: its films cost nothing', async () => {
    const { liveKey: key } = server.first;
    const { body } = await call(server, 'POST', createPath, { key, body: bargain });
    expect(body).toMatchObject({ code: '20000' });
  });

  test('every model is compared with the list prices of its engine', async () => {
    const { models, modelsBelowListCost, combinations } = await checkPrices(server);
    expect(models).toBe(58);
    expect(modelsBelowListCost).toBe(27);
    expect(combinations.find((one) => matches(one, worst))).toMatchObject({
      price: 15.328,
      listCost: 175.122,
      belowListCost: true,
      line: null,
    });
    const { stdout } = await run(['prices', 'check', '--below'], { env: server.env });
    expect(stdout).toMatch(
      /^seedance2\.0-933 +jimmyai +1080p +input video +4 s of 15\.13 s +15\.33 +175\.12 +-1042\.5 %/mu,
    );
    expect(stdout).toMatch(/^27 of 58 models sell below the list cost of their engine/mu);
    expect(stdout).not.toMatch(/^cme_doubao_seedance_2_0 .* text /mu);
  });

  test('a new line says what is sold below its cost', async () => {
    const { code, stdout } = await run(addLine, { env: server.env });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /27 models are sold below what they cost there, such as seedance2\.0-933 at 1080p with input video: 15\.33 credits for what costs 175\.12\. "filmgate prices check --below" shows all\./u,
    );
    const { modelsBelowLineCost, combinations } = await checkPrices(server);
    expect(modelsBelowLineCost).toBe(27);
    expect(combinations.find((one) => matches(one, worst))).toMatchObject({
      line: 'up',
      lineCost: 175.122,
      belowLineCost: true,
    });
  });

  test('a create is refused before anything is held, and told nothing of costs', async () => {
    const { liveKey: key, testKey } = server.first;
    // The server hears of the line soon; until then the studio takes it.
    await until(
      () => call(server, 'POST', createPath, { key, body: bargain }),
      ({ body }) => code.parse(body).code === '20002',
    );
    const held = async (): Promise<number> => (await walletOf(server)).held;
    const before = await held();
    const { body } = await call(server, 'POST', createPath, { key, body: bargain });
    expect(body).toMatchObject({ code: '20002' });
    expect(JSON.stringify(body)).toMatch(/seedance2\.0-933 .* not available/u);
    expect(JSON.stringify(body)).not.toMatch(/cost|price|below|15\.3/iu);
    expect(await held()).toBe(before);
    const sandbox = await call(server, 'POST', createPath, { key: testKey, body: bargain });
    expect(sandbox.body).toMatchObject({ code: '20000' });
    const dear = { ...bargain, model: 'seedance2.0-sp' };
    expect((await call(server, 'POST', createPath, { key, body: dear })).body).toMatchObject({
      code: '20000',
    });
  });
});

describe('usually', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
    await run(addLine, { env: server.env });
  });
  afterAll(() => server.remove());

  test('it is taken, and the log says so with numbers, once', async () => {
    const { liveKey: key } = server.first;
    const ask = () => call(server, 'POST', createPath, { key, body: bargain });
    const warnings = () =>
      server
        .log()
        .split('\n')
        .filter((line) => line.includes('below its cost'));
    await until(ask, () => warnings().length > 0);
    for (let count = 0; count < 3; count += 1) {
      expect((await ask()).body).toMatchObject({ code: '20000' });
    }
    const lines = warnings();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        model: 'seedance2.0-933',
        resolution: '1080p',
        mode: 'text',
        credits: '15.328',
        costCredits: '60.4989',
        line: 'up',
      }),
    ]);
  });
});

function matches(one: object, expected: object): boolean {
  return Object.entries(expected).every(([name, value]) => Reflect.get(one, name) === value);
}
