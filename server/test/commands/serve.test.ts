import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findRunningPostgres } from '../../src/postgres/embedded/index.ts';
import { call } from '../harness/api.ts';
import { firstLine, freePort } from '../harness/server.ts';
import { openPlace, type Place } from './place.ts';
import type { Running } from './run.ts';

/** What stops a start, in words; and what a start that succeeds shows. */

let place: Place;

beforeAll(async () => {
  place = await openPlace('without a server');
});

afterAll(async () => {
  await place.remove();
});

/** Of a command that was refused, in JSON and in words. */
async function refusal(args: string[], env: Record<string, string>): Promise<string> {
  const inJson = await place.start([...args, '--json'], env).ended;
  const inWords = await place.start(args, env).ended;
  const { error } = z.strictObject({ error: z.string() }).parse(JSON.parse(inJson.stdout));
  expect(inJson.code).toBe(1);
  expect(inWords).toMatchObject({ code: 1, stdout: '' });
  expect(inWords.stderr).toContain(error);
  return error;
}

test.each([['serve'], ['ledger check'], ['generate x -o x.mp4'], ['accounts create --name x']])(
  'wrong variables stop `%s`, which names every one of them',
  async (command) => {
    const wrong = { PORT: 'abc', FILMGATE_STUDIO_WORKERS: '-1', PUBLIC_URL: 'ftp://x' };
    const error = await refusal(command.split(' '), wrong);
    expect(error.split('\n')).toEqual([
      'The environment variables are wrong:',
      expect.stringMatching(/^- PORT: "abc" is not .* For example: PORT=8080$/),
      expect.stringMatching(/^- PUBLIC_URL: "ftp:\/\/x" is not /),
      expect.stringMatching(/^- FILMGATE_STUDIO_WORKERS: "-1" is not /),
    ]);
    expect(await place.hasDatabase()).toBe(false);
  },
);

test('a price book that cannot be used stops the start, with the way out', async () => {
  const missing = join(place.folder, 'none.json');
  const error = await refusal(['serve'], { FILMGATE_PRICE_BOOK: missing });
  expect(error).toContain(`The price book ${missing} cannot be used`);
  expect(error).toContain('unset FILMGATE_PRICE_BOOK');
  expect(await place.hasDatabase()).toBe(false);
});

test.each([
  ['foo', 'There is no command "foo": see `filmgate --help`'],
  ['servee', 'There is no command "servee": did you mean serve?'],
  ['tasks lst', "unknown command 'lst'"],
  ['serve --role boss', '--role: "boss" is none of all, api, worker'],
  ['accounts create', "required option '--name <name>' not specified"],
  ['generate -o x.mp4', "missing required argument 'prompt'"],
])('`%s` is refused in words', async (command, words) => {
  expect(await refusal(command.split(' '), {})).toContain(words);
});

test('help and version are no mistakes', async () => {
  const help = await place.run(['generate', '-h']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('--first-frame <picture>');
  expect(await place.run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
});

test.each([
  ['help', '--help'],
  ['help lines', 'lines --help'],
  ['help serve', 'serve --help'],
])('`%s` says what `%s` says', async (words, flag) => {
  const asked = await place.run(words.split(' '));
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  expect(asked).toEqual(await place.run(flag.split(' ')));
});

test('what stands before a command holds for it', async () => {
  const inJson = await place.run(['--json', 'ledger', 'chek']);
  expect(inJson).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(inJson.stdout)).toEqual({
    error: expect.stringContaining("unknown command 'chek'"),
  });
  // It is an option of what an operator means who names no command.
  const words = '--role: "boss" is none of all, api, worker';
  expect(await place.run(['--role', 'boss'])).toMatchObject({ code: 1, stderr: `${words}\n` });
});

describe('where another program listens', () => {
  const stranger = createServer((_request, response) => response.end('hello'));
  let port: string;

  beforeAll(async () => {
    port = String(await freePort());
    stranger.listen(Number(port), '127.0.0.1');
    await once(stranger, 'listening');
  });

  afterAll(() => {
    stranger.close();
  });

  test('the start says so and names the variable to change', async () => {
    const error = await refusal(['serve'], { PORT: port });
    expect(error).toBe(
      `Filmgate cannot listen at http://127.0.0.1:${port}: another program listens there. Stop that one, or set PORT to another port (0 takes any free one).`,
    );
    expect(await place.hasDatabase()).toBe(false);
  });

  test('the doctor says so as well', async () => {
    const { code, stdout } = await place.start(['doctor', '--json'], { PORT: port }).ended;
    expect(code).toBe(1);
    const { ok, checks } = z
      .object({
        ok: z.boolean(),
        checks: z.array(z.object({ name: z.string(), status: z.string() })),
      })
      .parse(JSON.parse(stdout));
    expect(ok).toBe(false);
    expect(checks.filter(({ status }) => status !== 'ok')).toMatchObject([{ name: 'port' }]);
  });
});

describe('a start that succeeds', () => {
  let running: Running;
  let told: string;
  let url: string;

  beforeAll(async () => {
    running = place.start(['serve', '--json'], { FILMGATE_SECRT: 'x', FILMGATE_LOG_LEVEL: 'warn' });
    told = await firstLine(running.child, running.stderr);
    url = `http://127.0.0.1:${String(place.port)}`;
  });

  afterAll(async () => {
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  });

  test('tells where its keys are, which no start before it has used up', () => {
    expect(JSON.parse(told)).toMatchObject({
      listening: url,
      first: {
        keysFile: join(place.dataDirectory, 'first-start.json'),
        account: { name: 'demo' },
      },
    });
  });

  test('warns once of a variable that is not known', () => {
    const warnings = running.stderr().split('FILMGATE_SECRT is not known').length - 1;
    expect(warnings).toBe(1);
    expect(running.stderr()).toContain('Did you mean FILMGATE_SECRET?');
  });

  test('a second one on the same data directory says so, and leaves the first alone', async () => {
    const error = await refusal(['serve'], { PORT: String(await freePort()) });
    expect(error).toContain(
      `Filmgate already runs on this data directory: process ${String(running.child.pid)} owns`,
    );
    expect(error).toContain('FILMGATE_DATA_DIR');
    expect(await findRunningPostgres(place.dataDirectory)).not.toBeNull();
    expect(await call({ url }, 'GET', '/readyz')).toMatchObject({ status: 200 });
  });
});
