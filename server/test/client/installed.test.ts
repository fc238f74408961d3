import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../harness/browser.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { installClient, readmePrograms, type Installed } from './installed.ts';

/** What is packed does on every platform that it is made for what its README says. */

const run = promisify(execFile);
const programs = await readmePrograms();
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let installed: Installed;
let server: TestServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  [installed, server] = await Promise.all([installClient(), startServer()]);
  env = {
    ...process.env,
    FILMGATE_URL: server.url,
    FILMGATE_KEY: server.first.testKey,
    FILMGATE_WEBHOOK_SECRET: secret,
  };
}, 120_000);
afterAll(async () => {
  await server.remove();
  await installed.remove();
});

test('what is packed is JavaScript and its types, and no test', () => {
  const { files } = installed;
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
  const rest = files.filter((path) => !path.startsWith('dist/'));
  expect(rest.toSorted()).toEqual(['LICENSE', 'README.md', 'package.json']);
  expect(files.filter((path) => !/^dist\/[a-z-]+(?:\.d\.ts|\.js)$/u.test(path))).toEqual(rest);
});

test('no browser meets a word of Node.js, and nothing else is needed', async () => {
  const base = join(installed.folder, 'node_modules/@filmgate/client');
  for (const path of installed.files.filter((one) => one.startsWith('dist/'))) {
    const text = await readFile(join(base, path), 'utf8');
    const from = [...text.matchAll(/(?:from|import\() *['"]([^'"]+)['"]/gu)].map(
      ([, name]) => name,
    );
    expect(
      from.filter((name) => !/^\.\/[a-z-]+\.js$/u.test(name ?? '')),
      path,
    ).toEqual([]);
    expect(text, path).not.toMatch(/\bprocess\.|\bBuffer\b|\brequire\(/u);
  }
});

const strictly = `
import { Filmgate, ApiError, verifyWebhook, type Task, type WebhookEvent } from '@filmgate/client';
const filmgate = new Filmgate({ key: 'k', baseUrl: 'https://films.example.com' });
export async function whole(): Promise<string> {
  const made = await filmgate.tasks.createAndWait({ model: 'seedance-2.0', prompt: 'A river' });
  const task: Task = made;
  const event: WebhookEvent = await verifyWebhook('', {}, 'whsec_');
  if (event.type === 'task.refunded') return String(event.data.refundedNowCredits);
  for await (const { type, data } of filmgate.tasks.events(task.id)) {
    if (type === 'task.failed') return data.failure?.code ?? '';
  }
  return made.output.videoUrl;
}
export const isRefused = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'insufficient_credits';
`;

test('its types need nothing that is not there, and let no mistake through', async () => {
  await writeFile(join(installed.folder, 'strictly.ts'), strictly);
  await installed.compile(['strictly.ts'], ['--noEmit']);
  await writeFile(join(installed.folder, 'wrong.ts'), strictly.replace('prompt:', 'promt:'));
  await expect(installed.compile(['wrong.ts'], ['--noEmit'])).rejects.toThrow('promt');
});

/** What each prints at least. */
const told: Readonly<Record<string, RegExp>> = {
  'Make a video': /^succeeded 100$[^]*^https?:.+\.mp4\S* 0$/mu,
  'Know what it costs': /^[\d.]+ of [\d.]+ credits\ncancelled$/mu,
  'Go through lists': /^task_\w+ \w+ \d[^]*^\d+ null\n.*id/mu,
  'When something goes wrong': /^createTask 202 \S+$[^]*^No video: content_policy /mu,
  'Every other operation': /^0\n[^]*^seedance-2\.0 \{/mu,
};

/** Node.js of ours, and that of the machine where it is another one. */
async function nodes(): Promise<[string, string][]> {
  const paths = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'));
  const others = await Promise.all(
    paths.map(async (path) => {
      const node = join(path, 'node');
      const version = await run(node, ['--version']).then(
        ({ stdout }) => stdout.trim(),
        () => '',
      );
      return [version, node] as [string, string];
    }),
  );
  const found = others.filter(([version]) => /^v(?:2[0-9]|[3-9]\d)\./u.test(version));
  return [...new Map([[process.version, process.execPath], ...found])];
}

const allNodes = await nodes();

describe('README', () => {
  beforeAll(async () => {
    const names = [...programs.keys()].map((heading) => `${fileNameOf(heading)}.ts`);
    for (const [heading, program] of programs) {
      // JavaScript says nothing of this one's type.
      const typed = program
        .replace('POST(request)', 'POST(request: Request)')
        .replace(
          'process.env.FILMGATE_WEBHOOK_SECRET',
          "process.env.FILMGATE_WEBHOOK_SECRET ?? ''",
        );
      await writeFile(join(installed.folder, `${fileNameOf(heading)}.ts`), typed);
    }
    const types = fileURLToPath(new URL('../../../node_modules/@types', import.meta.url));
    await installed.compile(names, ['--types', 'node', '--typeRoots', types]);
  });

  test('has programs, each of which is tried', () => {
    expect([...programs.keys()].toSorted()).toEqual(
      [...Object.keys(told), 'Take webhooks'].toSorted(),
    );
  });

  describe.each(allNodes)('in Node.js %s', (_version, node) => {
    test.each(Object.entries(told))('%s', async (heading, words) => {
      const { stdout } = await run(node, [`${fileNameOf(heading)}.js`], {
        cwd: installed.folder,
        env,
      });
      expect(stdout).toMatch(words);
    });

    test('Take webhooks', async () => {
      const body = JSON.stringify({
        type: 'task.succeeded',
        data: { output: { videoUrl: 'here it is' } },
      });
      const at = new Date();
      const headers = {
        'webhook-id': 'dlv_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('dlv_1', at, body),
      };
      const program = `
        const { POST } = await import('./${fileNameOf('Take webhooks')}.js');
        const send = (body) => POST(new Request('https://a.example', {
          method: 'POST', body, headers: ${JSON.stringify(headers)},
        }));
        console.log((await send(${JSON.stringify(body)})).status, (await send('{}')).status);`;
      const { stdout } = await run(node, ['--input-type=module', '--eval', program], {
        cwd: installed.folder,
        env,
      });
      expect(stdout).toBe('here it is\n204 400\n');
    });
  });
});

test(
  'in a browser it makes a video, follows it and goes through lists',
  { timeout: 300_000 },
  async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      // As if the server had them: a page of the same origin needs nobody's leave.
      await page.route(`${server.url}/page/**`, async (route) => {
        const name = new URL(route.request().url()).pathname.replace('/page/', '');
        if (name === '')
          return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
        const file = join(installed.folder, 'node_modules/@filmgate/client/dist', name);
        return route.fulfill({ contentType: 'text/javascript', body: await readFile(file) });
      });
      await page.goto(`${server.url}/page/`);
      const seen: unknown = await page.evaluate(`(async () => {
      const { Filmgate, AuthenticationError, verifyWebhook } = await import('/page/index.js');
      const filmgate = new Filmgate({ key: ${JSON.stringify(server.first.testKey)} });
      const states = [];
      const film = { model: 'seedance-2.0', prompt: 'A river', seconds: 4, resolution: '480p' };
      const { id, output } = await filmgate.tasks.createAndWait(film, {
        onProgress: ({ state }) => states.push(state),
      });
      const ids = [];
      for await (const task of filmgate.tasks.list({ limit: 1 })) ids.push(task.id);
      const wrong = new Filmgate({ key: 'fg_live_wrong' });
      const refused = await wrong.balance().catch((error) => error);
      const forged = await verifyWebhook('{}', {}, ${JSON.stringify(secret)}).catch((error) => error.name);
      return {
        isListed: ids[0] === id,
        isVideo: output.videoUrl.includes('.mp4'),
        first: states[0],
        last: states.at(-1),
        isTyped: refused instanceof AuthenticationError && refused.requestId.length > 5,
        forged,
      };
    })()`);
      expect(seen).toEqual({
        isListed: true,
        isVideo: true,
        first: 'queued',
        last: 'succeeded',
        isTyped: true,
        forged: 'WebhookError',
      });
    } finally {
      await browser.close();
    }
  },
);

function fileNameOf(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
