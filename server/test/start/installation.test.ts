import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deriveKey } from '../../src/boot/secret.ts';
import { createCallbackUrls } from '../../src/lines/http/callback-urls.ts';
import { createMediaUrls } from '../../src/media/urls.ts';
import { oneKey } from '../../src/testing/keys.ts';
import { run, runJson, start, type Running } from '../commands/run.ts';
import { call, until } from '../harness/api.ts';
import { beside } from '../harness/database.ts';
import { firstLine, freePort, startServer, type TestServer } from '../harness/server.ts';

/** What a process and a command meet that were set up for another installation, and how an installation changes. */

const calls = '/api/v3/contents/generations/tasks';
const created = z.object({ id: z.string() });
const task = z.object({
  status: z.string(),
  content: z.object({ video_url: z.string() }).optional(),
});

/** The link to a video that the sandbox has made, once its files are stored. */
async function film(server: TestServer): Promise<string> {
  const key = server.first.testKey;
  const { body } = await call(server, 'POST', calls, {
    key,
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: 'a lake at dawn' }],
      resolution: '480p',
      duration: 4,
    },
  });
  const { id } = created.parse(body);
  await until(
    () =>
      beside(server, async ({ general }) => {
        const stored =
          "select 1 from tasks where id = $1 and output #>> '{files,video}' is not null";
        return (await general.query(stored, [id])).rows.length;
      }),
    (count) => count === 1,
    240_000,
  );
  return linkTo(server, id);
}

async function linkTo(server: TestServer, id: string): Promise<string> {
  const { body } = await call(server, 'GET', `${calls}/${id}`, { key: server.first.testKey });
  return task.parse(body).content?.video_url ?? '';
}

async function statusOf(url: string, method = 'HEAD'): Promise<number> {
  const { status, body } = await fetch(url, { method });
  await body?.cancel();
  return status;
}

/** Where a line would tell that server, with that secret, of an attempt. */
function callbackUrl({ url }: Pick<TestServer, 'url'>, secret: string): string {
  const keys = oneKey(deriveKey(secret, 'line callbacks'));
  return createCallbackUrls({ publicUrl: url, keys }).urlOf('cgt-1-1');
}

const endOverlap = (server: TestServer) =>
  beside(server, ({ general }) => general.query('update former_secrets set valid_until = now()'));

const error = z.strictObject({ error: z.string() });
const rotated = z.strictObject({
  rotated: z.boolean(),
  sealedAnew: z.number(),
  locked: z.array(z.unknown()),
  formerSecretUntil: z.string().nullable(),
});

describe('with a database of the operator’s', () => {
  let server: TestServer;
  let home: string;
  let link: string;
  const running: Running[] = [];

  beforeAll(async () => {
    server = await startServer();
    home = await mkdtemp(join(tmpdir(), 'filmgate-installation-'));
    link = await film(server);
  });
  afterEach(async () => {
    for (const { child, ended } of running.splice(0)) {
      child.kill('SIGTERM');
      await ended;
    }
  });
  afterAll(async () => {
    await server.remove();
    await rm(home, { recursive: true, force: true });
  });

  const env = (more: Record<string, string> = {}) => ({ ...server.env, ...more });

  /** Of what was refused, in JSON. */
  async function refusal(args: string[], more: Record<string, string>): Promise<string> {
    const { code, answer } = await runJson(args, { env: env(more), cwd: home });
    expect(code).toBe(1);
    return error.parse(answer).error;
  }

  /** Another process of the installation, until the test is over. */
  async function serveToo(more: Record<string, string>): Promise<string> {
    const port = String(await freePort());
    const started = start(['serve', '--json', '--role', 'api'], {
      env: env({ ...more, PORT: port }),
    });
    running.push(started);
    await firstLine(started.child, started.stderr);
    return `http://127.0.0.1:${port}`;
  }

  test('a second machine with a folder of its own is refused by name, and serves nothing', async () => {
    const folder = join(home, 'second');
    const port = String(await freePort());
    for (const args of [['serve'], ['generate', 'a kite', '-o', 'kite.mp4', '--test']]) {
      const words = await refusal(args, { FILMGATE_DATA_DIR: folder, PORT: port });
      expect(words).toContain(`- store: the folder ${folder}/media is not the store`);
      expect(words).toContain('filmgate store adopt');
    }
    // A command that keeps no files needs none.
    const listed = await run(['keys', 'list'], { env: env({ FILMGATE_DATA_DIR: folder }) });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    // The same folder joins.
    expect(await statusOf(new URL(new URL(link).pathname, await serveToo({})).href)).toBe(200);
  });

  test('a process with another secret is refused by name; a command that only reads is told', async () => {
    const other = { FILMGATE_SECRET: 'a secret of another installation' };
    const wants = [
      'serve',
      'keys create --account demo --mode test',
      'webhooks secret --account demo',
    ];
    for (const words of wants) {
      expect(await refusal(words.split(' '), other)).toContain(
        '- secret: FILMGATE_SECRET is another',
      );
    }
    const listed = await run(['accounts', 'list'], { env: env(other) });
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('demo') });
    expect(listed.stderr).toContain('"fact":"secret"');
  });

  test('a version below the lowest that may run is refused by name', async () => {
    const set = (version: string) =>
      beside(server, ({ general }) =>
        general.query('update installation set lowest_version = $1', [version]),
      );
    await set('99.0.0');
    expect(await refusal(['serve'], { PORT: '0' })).toContain('- version: ');
    await set('0.1.0');
  });

  test('a moved store is adopted where its films are, and serves them', async () => {
    const folder = join(home, 'moved');
    const there = { FILMGATE_DATA_DIR: folder, PORT: '0' };
    await mkdir(join(folder, 'media'), { recursive: true });
    const early = await refusal(['store', 'adopt'], there);
    expect(early).toContain('lacks the files of 1 of the 1 newest tasks');
    await cp(join(server.dataDirectory, 'media'), join(folder, 'media'), { recursive: true });
    await rm(join(folder, 'media', 'store-id'));
    expect(await refusal(['serve'], there)).toContain('- store: ');

    const { code, answer } = await runJson(['store', 'adopt'], { env: env(there) });
    expect({ code, answer }).toMatchObject({ code: 0, answer: { adopted: true, missing: [] } });
    const url = await serveToo(there);
    expect(await statusOf(new URL(new URL(link).pathname, url).href)).toBe(200);
  });

  test('a secret of the environment is rotated beside a server, which is ready again with the new one', async () => {
    const secret = server.env['FILMGATE_SECRET'] ?? '';
    const next = 'the next secret of this installation';
    const rotate = async (more: Record<string, string> = {}) => {
      const { code, answer } = await runJson(['secret', 'rotate', '--secret-env', 'NEXT'], {
        env: env({ NEXT: next, ...more }),
      });
      expect(code).toBe(0);
      return rotated.parse(answer);
    };
    expect(
      await refusal(['secret', 'rotate', '--secret-env', 'NEXT'], { NEXT: 'short' }),
    ).toContain('fewer than 32');
    expect(await rotate()).toMatchObject({ rotated: true, locked: [] });
    await until(
      () => statusOf(`${server.url}/readyz`, 'GET'),
      (status) => status === 503,
    );
    const readyz = await call(server, 'GET', '/readyz');
    expect(readyz.body).toMatchObject({ checks: { installation: 'has another secret by now' } });
    expect(await refusal(['serve'], { PORT: '0' })).toContain('- secret: ');

    const url = await serveToo({ FILMGATE_SECRET: next });
    expect(await statusOf(`${url}/readyz`, 'GET')).toBe(200);
    expect(await statusOf(new URL(new URL(link).pathname, url).href)).toBe(200);
    expect(await statusOf(callbackUrl({ url }, secret), 'POST')).toBe(200);
    // Run again, with either.
    expect(await rotate()).toMatchObject({ rotated: false });
    expect(await rotate({ FILMGATE_SECRET: next })).toMatchObject({ rotated: false });
  });
});

describe('with the secret in the data directory', () => {
  let server: TestServer;
  let link: string;
  const path = (name: string) => join(server.dataDirectory, name);
  const read = async (name: string) => (await readFile(path(name), 'utf8')).trim();

  beforeAll(async () => {
    server = await startServer({ database: 'embedded' });
    link = await film(server);
  });
  afterAll(() => server.remove());
  let former: string;
  beforeEach(async () => {
    former = await read('secret');
  });

  const rotateArguments = ['secret', 'rotate'];
  async function rotate(): Promise<z.infer<typeof rotated>> {
    const { code, answer } = await runJson(rotateArguments, { env: server.env });
    expect(code).toBe(0);
    return rotated.parse(answer);
  }

  test('a running server takes the new one up, and links and callbacks of the old one end with the overlap', async () => {
    const { formerSecretUntil } = await rotate();
    const days = (Date.parse(formerSecretUntil ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(7, 1);
    expect(await read('secret')).not.toBe(former);
    const next = await read('secret');
    await until(
      () => statusOf(callbackUrl(server, next), 'POST'),
      (status) => status === 200,
    );
    const keys = oneKey(deriveKey(next, 'media links'));
    const { signMediaUrl } = createMediaUrls({ publicUrl: server.url, keys, nowMs: Date.now });
    const anew = signMediaUrl(link.split('/').at(-1) ?? '');
    expect(await statusOf(anew)).toBe(200);
    expect(await statusOf(link)).toBe(200);
    expect(await statusOf(callbackUrl(server, former), 'POST')).toBe(200);
    expect(await call(server, 'GET', '/readyz')).toMatchObject({ status: 200 });

    await endOverlap(server);
    await until(
      () => statusOf(link),
      (status) => status === 404,
    );
    expect(await statusOf(callbackUrl(server, former), 'POST')).toBe(404);
    expect(await statusOf(anew)).toBe(200);
    link = anew;
  });

  test('one that is killed before anything is written is ended by a second run', async () => {
    const killed = await beside(server, async ({ general }) => {
      const client = await general.connect();
      await client.query('begin');
      await client.query('select 1 from installation for update');
      const rotating = start(rotateArguments, { env: server.env });
      await until(
        async () => {
          const waiting = `select 1 from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`;
          return (await general.query(waiting)).rows.length;
        },
        (count) => count > 0,
      );
      rotating.child.kill('SIGKILL');
      await rotating.ended;
      await client.query('rollback');
      client.release();
      return read('secret.next');
    });
    expect(await read('secret')).toBe(former);
    expect(await rotate()).toMatchObject({ rotated: true });
    expect(await read('secret')).toBe(killed);
    expect(await statusOf(link)).toBe(200);
  });

  test('one that is killed before its last step is ended by a second run, or by the next start', async () => {
    for (const end of ['a second run', 'a start']) {
      const before = await read('secret');
      await server.stop();
      expect(await rotate()).toMatchObject({ rotated: true });
      const next = await read('secret');
      // As it stands between the commit and the renaming.
      await writeFile(path('secret'), `${before}\n`);
      await writeFile(path('secret.next'), `${next}\n`, { mode: 0o600 });
      if (end === 'a second run') expect(await rotate()).toMatchObject({ rotated: false });
      await server.start();
      expect(await read('secret')).toBe(next);
      await expect(read('secret.next')).rejects.toThrow('ENOENT');
      expect(await statusOf(link)).toBe(200);
    }
  });

  test('a lost secret is not made anew by a start, and can be given up in words', async () => {
    await server.stop();
    await rm(path('secret'));
    const refused = await runJson(['serve'], { env: server.env });
    expect(error.parse(refused.answer).error).toContain(`${path('secret')} is missing`);
    await expect(read('secret')).rejects.toThrow('ENOENT');
    expect(await runJson(rotateArguments, { env: server.env })).toMatchObject({ code: 1 });
    const { code } = await run([...rotateArguments, '--former-lost'], { env: server.env });
    expect(code).toBe(0);
    await server.start();
    // Nobody can say any more that it was ours.
    expect(await statusOf(link)).toBe(404);
  });
});
