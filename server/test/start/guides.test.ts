import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findAccount } from '../../src/accounts/accounts.ts';
import { createKey } from '../../src/accounts/keys.ts';
import { countUnderWay, readLines, removeLine } from '../../src/lines/book/store.ts';
import { startS3Server, type S3Server } from '../../src/media/testing/s3-server.ts';
import type { Database } from '../../src/postgres/database.ts';
import { removeDirectory } from '../../src/postgres/embedded/testing/support.ts';
import { readUnknown } from '../../src/tasks/unknown.ts';
import {
  isHere,
  languages,
  startReceiver,
  type RunningReceiver,
} from '../../src/webhooks/testing/receivers.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { filmsEnvironment } from '../harness/films.ts';
import { startMediaHost, type MediaHost } from '../harness/media-host.ts';
import { freePort, type First } from '../harness/server.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { expectLike, shapeOf } from './likeness.ts';
import { codeOf, commandsOf } from './pages.ts';
import { openShell, type Shell } from './printed-shell.ts';

/**
 * Every command that README and the guides print, pasted as it stands there, page by page. In Chinese they print the
 * same, as server/src/guides.test.ts holds: only that a shell reads it is tried here.
 */

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What cannot run here, each with its reason. */
const notRun: Readonly<Record<string, string>> = {
  'npm ci': 'it would install into the very tree that this runs in',
  'npm start': 'the one server of all pages is started by it',
  'npm ci && npm test': 'this is a part of it',
  'npm run check': 'this is run beside it',
  'npm run proof': 'it takes hours',
  'npm run bench': 'it measures, and wants the machine for itself',
  'npm run docs': 'it writes the pages; server/src/config-docs.test.ts compares them',
  'filmgate serve --role api': 'it wants a PostgreSQL of its own: server/test/chaos starts them so',
  'npx filmgate tasks show': 'it names the command, without a task',
  'pass show ark | npx filmgate lines add …': 'it wants a password store',
  'openssl rand -hex 32': 'it wants OpenSSL',
  'export NEW_FILMGATE_SECRET=$(openssl rand -hex 32)': 'the same',
  'npx filmgate secret rotate --secret-env NEW_FILMGATE_SECRET':
    'it wants a secret in the environment: server/test/start/installation.test.ts has one',
  "aws s3 sync data/media s3://filmgate-media/ --exclude 'tmp/*'": 'it wants the AWS CLI',
};

/** Blocks without a language that are no commands, by their first lines. */
const otherBlocks: Readonly<Record<string, 'answer' | 'program'>> = {
  'retry: 2000': 'answer',
  "import { Webhook } from 'standardwebhooks';": 'program',
};

/** Programs and samples: what tries them, where that is not done here. */
const programs: Readonly<
  Record<string, string | ((text: string, reading: Reading) => Promise<void>)>
> = {
  'README.md': verifyCallback,
  'platform-api.md js': 'server/src/http/platform/guide.test.ts',
  'platform-api.md text': 'server/src/http/platform/live/account-streams.test.ts',
  'platform-api.md json': async (text, { server }) => {
    const path = '/platform/v1/webhook-endpoints';
    const body = { webhook_url: 'https://you.example' };
    const { body: refusal } = await call(server, 'POST', path, { key: server.first.liveKey, body });
    const printed: unknown = JSON.parse(text);
    expect({ ...Object(refusal), instance: '' }).toEqual({ ...Object(printed), instance: '' });
  },
  'webhooks.md json': 'server/src/webhooks/guide.test.ts',
  'webhooks.md js': 'takes the delivery of `webhooks test` below',
  'webhooks.md python': 'the same',
  'webhooks.md go': 'server/test/proof/webhook-receivers.test.ts, since building it takes so long',
};

/** What stands here in the place of printed hosts, addresses and keys. */
function instead(server: Server): [printed: string, ours: string][] {
  const here = '--allow-private-host';
  const simulated = `baseUrl: ${simulator.url}\n    allowPrivateHost: true`;
  return [
    // Presets whose platforms cannot be reached from here.
    ['--preset volcengine', `--preset volcengine --base-url ${simulator.url} ${here}`],
    ['preset: volcengine', `preset: volcengine\n    ${simulated}`],
    ['preset: byteplus-individual', `preset: byteplus-individual\n    ${simulated}`],
    ['https://ark.cn-beijing.volces.com', simulator.url],
    // Platforms whose API we speak ourselves.
    ['--base-url https://newapi.example', `--base-url ${server.url} ${here}`],
    ['--base-url https://www.seedance2.ink', `--base-url ${server.url} ${here}`],
    ['http://gpu.internal:30000', 'http://127.0.0.1:30000'],
    ['http://127.0.0.1:8787', server.url],
    ['8788', String(ports.second)],
    ['https://you.example', `http://127.0.0.1:${String(ports.receiver)}`],
    ['https://storage.example.com', storage.settings.endpoint ?? ''],
    ['S3_ACCESS_KEY_ID=…', `S3_ACCESS_KEY_ID=${storage.settings.accessKeyId}`],
    ['S3_SECRET_ACCESS_KEY=…', `S3_SECRET_ACCESS_KEY=${storage.settings.secretAccessKey}`],
    ['YOUR_KEY', server.first.liveKey],
    ['5f1c…', '5f1c'],
  ];
}

/** Likewise of ids: an earlier command of the page has printed them. */
const fromAbove: Readonly<Record<string, RegExp>> = {
  TASK_ID: /(?<="(?:id|taskId|requestId|task_id)":")[^"]+/gu,
  'whe_…': /\bwhe_\w+/gu,
  'dlv_…': /\bdlv_\w+/gu,
};

interface Server {
  url: string;
  dataDirectory: string;
  first: First;
  database: Database;
}

/** Where a page is being read. */
interface Reading {
  server: Server;
  shell: Shell;
  /** What its commands have answered so far. */
  said: string[];
  /** What was found for its placeholders. */
  ids: Record<string, string>;
}

interface Guide {
  /** Variables of who reads it, beside those that lead to the server. */
  env?: () => Record<string, string>;
  /** Where it is not read at the server of all pages: a server is there already, or it starts one itself. */
  ownServer?: 'runs' | 'starts';
  /** What the page takes for granted at a command, by its beginning; resolves with standard input, if any. */
  before?: Readonly<Record<string, (reading: Reading) => Promise<string | undefined>>>;
  /** What comes of a command beside its answer. */
  after?: Readonly<Record<string, (reading: Reading, printed: string) => Promise<void>>>;
}

const readme: Guide = {
  env: () => ({ ARK_API_KEY: 'sk-ark' }),
  before: {
    // It was charged.
    'npx filmgate tasks refund req_2c4a90v6h1m8x0t3k7qz': async ({ server, ids }) => {
      ids['req_2c4a90v6h1m8x0t3k7qz'] = await newestCharged(server);
      return undefined;
    },
  },
  after: {
    // What is made is shown elsewhere.
    curl: async (reading, printed) => {
      if (!printed.includes('TASK_ID')) return;
      await cancel(reading.server, lastAbove(reading, 'TASK_ID'));
    },
  },
};

const guides: Readonly<Record<string, Guide>> = {
  'README.md': readme,
  'assets.md': {
    env: () => ({ URL: main.url, KEY: main.first.testKey }),
    before: {
      'curl $URL': async ({ server, ids }) => {
        const id = await submit(server, { prompt: 'a boat', mode: 'test', lastFrame: true });
        ids['cgt-20260606160057-k2l5mq0x8a'] = await film(server, id);
        return undefined;
      },
    },
    after: { curl: (reading) => cancel(reading.server, lastAbove(reading, 'TASK_ID')) },
  },
  'installation.md': { ownServer: 'runs' },
  'lines.md': {
    ownServer: 'runs',
    env: () => ({
      ARK_API_KEY: 'sk-ark',
      NEW_ARK_API_KEY: 'sk-ark',
      BYTEPLUS_API_KEY: 'sk-byteplus',
    }),
    before: {
      'npx filmgate lines add --name ark': async ({ server }) => {
        const model = 'doubao-seedance-2-5-260628';
        await film(server, await submit(server, { prompt: 'a lake', model }));
        return undefined;
      },
      'npx filmgate lines costs': async ({ server }) => {
        await until(
          () => countUnderWay(server.database),
          (underWay) => underWay.size === 0,
        );
        return undefined;
      },
      'npx filmgate lines bill': async ({ shell }) => {
        await writeFile(join(shell.folder, 'july.csv'), 'Task ID,Amount\n');
        return undefined;
      },
      'npx filmgate lines key ark': async ({ shell }) => {
        await shell.run(addVolcengine());
        return undefined;
      },
      'npx filmgate lines add --name second': async ({ server, shell }) => {
        await removeLines(server);
        return (await firstOf(join(shell.folder, 'second'))).liveKey;
      },
      'npx filmgate lines unknown': async (reading) => {
        await loseTwoAnswers(reading);
        return undefined;
      },
    },
    after: {
      'npx filmgate lines test ark': async ({ server }) => {
        for (const prompt of ['a river', 'a boat']) await submit(server, { prompt });
      },
      'npx filmgate lines unknown': async ({ said, ids }) => {
        const [made = '', absent = ''] = said.join('\n').match(/\bvideo_\w+/gu) ?? [];
        ids['video_6gq0x1p4… --made'] = `${made} --made`;
        ids['video_6gq0x1p4… --absent'] = `${absent} --absent`;
      },
    },
  },
  'moving.md': {
    env: () => ({ ACME_FORMER_KEY: main.first.liveKey, ARK_API_KEY: 'sk-ark' }),
    before: {
      'npx filmgate accounts former add --account acme --line': async ({ shell }) => {
        await writeFile(join(shell.folder, 'acme.txt'), 'cgt-20260606160057-k2l5m\n');
        await shell.run(addVolcengine());
        return undefined;
      },
    },
  },
  'newapi.md': { env: () => ({ NEWAPI_KEY: main.first.liveKey }) },
  'platform-api.md': {
    env: () => ({ KEY: main.first.testKey }),
    before: {
      'curl -H': async ({ server, shell }) => {
        ahead = await submit(server, longFilm);
        await shell.run(`export TASK=${await taskThatWaits(server)}`);
        return undefined;
      },
      // The pages beside this one make an account of that name, and give it another one.
      'npx filmgate members invite': ({ ids }) => {
        ids['--account acme'] = '--account demo';
        return Promise.resolve(undefined);
      },
    },
    after: { 'curl -H': ({ server }) => cancel(server, ahead) },
  },
  'storage.md': { ownServer: 'starts' },
  'webhooks.md': {
    before: {
      'npx filmgate webhooks test': async ({ said }) => {
        const [secret = ''] = said.join('\n').match(/whsec_\S+/u) ?? [];
        receiver = await startReceiver(languages.js, secret, ports.receiver);
        ending.push(receiver.end);
        return undefined;
      },
    },
    after: {
      'npx filmgate webhooks test': async ({ server }) => {
        await hears(receiver);
        if (isHere(languages.python)) await tryPython(server);
      },
    },
  },
};

/** They name the same accounts and lines at one server, so one is read after the other. */
const naming = ['README.md', 'moving.md', 'newapi.md', 'webhooks.md'];
/** Read beside those. */
const lanes = [
  naming,
  ['assets.md', 'platform-api.md', 'storage.md', 'installation.md', 'lines.md'],
];

let folder: string;
/** Serves the pages. */
let main: Server;
let simulator: Simulator;
let media: MediaHost;
let storage: S3Server;
let receiver: RunningReceiver;
/** The id of what the studio makes first. */
let ahead: string;
const ports = { second: 0, receiver: 0 };
/** In the order in which they began; the last ends first. */
const ending: (() => Promise<void>)[] = [];
let read: Promise<unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-guides-'));
  [simulator, media, storage, ports.second, ports.receiver] = await Promise.all([
    // Two pages may ask it in one second.
    startSimulator({ settings: { runSeconds: 0.2, getPerSecond: null, listPerSecond: null } }),
    startMediaHost(),
    startS3Server(),
    freePort(),
    freePort(),
  ]);
  ending.push(simulator.stop, media.close, storage.close);
  const place = await placeAt(folder);
  main = await place.start(await openShell({ folder, root, env: place.env }), 'npm start');
  read = Promise.all(lanes.map(readPages));
});
afterAll(async () => {
  await read;
  for (const end of ending.toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

/** A data directory and a port for a server. */
async function placeAt(path: string) {
  const dataDirectory = join(path, 'data');
  const port = await freePort();
  ending.push(() => removeDirectory(dataDirectory));
  return {
    env: serverEnvironment(dataDirectory, port),
    async start(shell: Shell, starting: string): Promise<Server> {
      ending.push(shell.close);
      await shell.start(starting);
      const first = await firstOf(dataDirectory);
      const database = await openServerDatabase({ dataDirectory });
      ending.push(() => database.close());
      return { url: `http://127.0.0.1:${String(port)}`, dataDirectory, first, database };
    },
  };
}

const serverEnvironment = (dataDirectory: string, port: number): Record<string, string> => ({
  FILMGATE_DATA_DIR: dataDirectory,
  PORT: String(port),
  FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
  FILMGATE_STUDIO_WORKERS: '1',
});

async function firstOf(dataDirectory: string): Promise<First> {
  // As it is written at a first start.
  return JSON.parse(await readFile(join(dataDirectory, 'first-start.json'), 'utf8')) as First;
}

interface Submitted {
  prompt: string;
  mode?: 'live' | 'test';
  model?: string;
  lastFrame?: boolean;
  isLong?: true;
}

const longFilm: Submitted = { prompt: 'a lake', mode: 'test', isLong: true };

/** The shortest film, or the longest; resolves with its id. */
async function submit(
  server: Server,
  { prompt, mode = 'live', model, lastFrame, isLong }: Submitted,
): Promise<string> {
  const { body } = await call(server, 'POST', '/api/v3/contents/generations/tasks', {
    key: mode === 'live' ? server.first.liveKey : server.first.testKey,
    body: {
      model: model ?? 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: prompt }],
      resolution: isLong ? '1080p' : '480p',
      duration: isLong ? 15 : 4,
      return_last_frame: lastFrame,
    },
  });
  return idOf.parse(body).id;
}
const idOf = z.object({ id: z.string() });

/** Resolves with the id when it is made. */
async function film({ database }: Server, id: string): Promise<string> {
  await until(
    async () => {
      const state = 'select state from tasks where id = $1';
      return (await database.general.query<{ state: string }>(state, [id])).rows[0]?.state;
    },
    (state) => state === 'succeeded',
    240_000,
  );
  return id;
}

async function newestCharged({ database }: Server): Promise<string> {
  const { rows } = await database.general.query<{ id: string }>(
    'select id from tasks where charged_micros > 0 order by created_at desc limit 1',
  );
  return rows[0]?.id ?? '';
}

async function cancel(server: Server, id: string): Promise<void> {
  const path = `/api/open/v1/video/generations/${id}/cancel`;
  const answers = await Promise.all(
    [server.first.liveKey, server.first.testKey].map((key) => call(server, 'POST', path, { key })),
  );
  expect(answers.map(({ status }) => status)).toContain(200);
}

/** The studio’s only worker has one before it. */
async function taskThatWaits(server: Server): Promise<string> {
  const key = server.first.testKey;
  const created = await call(server, 'POST', '/api/open/v1/video/generations', {
    key,
    body: {
      model: 'seedance-2.0',
      prompt: 'A river in autumn [[delay:2s]]',
      duration: 4,
      resolution: '480p',
      aspectRatio: '16:9',
      seed: 7,
    },
  });
  const { requestId } = z.object({ requestId: z.string() }).parse(created.body);
  const look = async () =>
    (await call(server, 'GET', `/platform/v1/tasks/${requestId}`, { key })).body;
  const waits = z.object({ queue: z.object({}) });
  await until(look, (task) => waits.safeParse(task).success);
  return requestId;
}

const addVolcengine = (): string =>
  `npx filmgate lines add --name ark ${ours('--preset volcengine --secret-env ARK_API_KEY')}`;

async function removeLines({ database }: Server): Promise<void> {
  for (const { line } of await readLines(database)) {
    await until(
      () => removeLine(database, line.id),
      (isRemoved) => isRemoved,
    );
  }
}

/** The upstream of a line hears, and says nothing. */
async function loseTwoAnswers({ server, shell }: Reading): Promise<void> {
  const deaf = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.destroy());
  });
  deaf.listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  ending.push(async () => {
    deaf.close();
    await once(deaf, 'close');
  });
  // A listening TCP server has an address of this form.
  const { port } = deaf.address() as AddressInfo;
  await removeLines(server);
  await shell.run(
    `npx filmgate lines add --name hmtm --preset hmtm --no-secret --allow-private-host --base-url http://127.0.0.1:${String(port)}`,
  );
  const create = `curl ${server.url}/v1/videos -H 'Authorization: Bearer ${server.first.liveKey}' -F model=sora-2 -F seconds=4 -F prompt='A river at dawn'`;
  await shell.run(create);
  await shell.run(create);
  await until(
    () => readUnknown(server.database, { silentSeconds: 900, most: 10 }),
    (unknown) => unknown.length === 2,
  );
}

/** README's program takes a callback of the account for which it has printed the secret. */
async function verifyCallback(program: string, { server, said }: Reading): Promise<void> {
  const account = await findAccount(server.database, 'acme');
  const { key } = await createKey(server.database, { accountId: account?.id ?? '', mode: 'test' });
  const before = media.webhooks.length;
  await call(server, 'POST', '/api/open/v1/video/generations', {
    key,
    body: {
      model: 'seedance-2.0',
      prompt: 'a river [[fail:provider_error]]',
      webhookUrl: `${media.url}/told`,
    },
  });
  const [told] = await until(
    () => Promise.resolve(media.webhooks.slice(before)),
    (webhooks) => webhooks.length > 0,
  );
  const [secret = ''] = said.join('\n').match(/whsec_\S+/u) ?? [];
  const delivery = JSON.stringify({ secret, rawBody: told?.body, headers: told?.headers });
  const given = 'const { secret, rawBody, headers } = JSON.parse(process.env.DELIVERY);';
  const whole = [given, program, 'console.log(JSON.stringify(event));'].join('\n');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', whole], {
    cwd: root,
    env: { ...process.env, DELIVERY: delivery },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(JSON.parse(await readAll(child.stdout))).toEqual(JSON.parse(told?.body ?? ''));
}

async function hears({ printed }: RunningReceiver): Promise<void> {
  await until(
    () => Promise.resolve(printed()),
    (text) => text.includes('test.ping'),
  );
}

/** The page’s receiver in Python takes a test event from the server itself, as that in JavaScript did. */
async function tryPython(server: Server): Promise<void> {
  const port = await freePort();
  const key = server.first.liveKey;
  const path = '/platform/v1/webhook-endpoints';
  const url = `http://127.0.0.1:${String(port)}/`;
  const { body } = await call(server, 'POST', path, { key, body: { url } });
  const { id, secret } = z.object({ id: z.string(), secret: z.string() }).parse(body);
  const python = await startReceiver(languages.python, secret, port);
  ending.push(python.end);
  await call(server, 'POST', `${path}/${id}/test`, { key });
  await hears(python);
}

/** The last that the page's commands have printed of it. */
function lastAbove({ said }: Reading, placeholder: string): string {
  const found = said.join('\n').match(fromAbove[placeholder] ?? /(?!)/u);
  return found?.at(-1) ?? placeholder;
}

/** A printed text as it is here. */
function ours(printed: string, reading?: Reading): string {
  const replacements = [...Object.entries(reading?.ids ?? {}), ...instead(reading?.server ?? main)];
  let text = printed;
  for (const [theirs, own] of replacements) text = text.replaceAll(theirs, own);
  for (const placeholder of Object.keys(fromAbove)) {
    if (reading === undefined || !text.includes(placeholder)) continue;
    text = text.replaceAll(placeholder, lastAbove(reading, placeholder));
  }
  return text;
}

type Step = { outcome: PromiseWithResolvers<void> } & (
  | {
      kind: 'command';
      text: string;
      answer: string[] | null;
      json: string | null;
      /** The page prints what stands in the file that the command names. */
      file: string | null;
    }
  | { kind: 'program'; name: string; text: string }
);

/** How a command begins, in the midst of a sentence. */
const command = /^(?:[A-Z_]+=\S+ )*(?:npx|npm|filmgate|curl|aws|pass|openssl|psql|docker) /u;

function stepsOf(page: string, markdown: string): Step[] {
  const steps: Step[] = [];
  const add = (text: string, answer: string[] | null = null): void => {
    steps.push({ kind: 'command', text, answer, json: null, file: null, outcome: newOutcome() });
  };
  for (const code of codeOf(markdown)) {
    const last = steps.at(-1);
    if (code.kind === 'span') {
      if (command.test(code.text)) add(code.text);
      continue;
    }
    const text = code.lines.join('\n');
    const other = code.language === '' ? otherBlocks[code.lines[0] ?? ''] : undefined;
    if (code.language === 'json' && code.follows && last?.kind === 'command') last.json = text;
    else if (code.language === 'yaml' && last?.kind === 'command') last.file = text;
    else if (other === 'answer' && last?.kind === 'command') {
      last.answer = code.lines.filter((line) => line !== '');
    } else if (code.language !== '' || other === 'program') {
      steps.push({
        kind: 'program',
        name: `${page} ${code.language}`.trim(),
        text,
        outcome: newOutcome(),
      });
    } else for (const one of commandsOf(code)) add(one.text, one.answer);
  }
  return steps;
}

function newOutcome(): PromiseWithResolvers<void> {
  const outcome = Promise.withResolvers<void>();
  // Its test tells of it.
  outcome.promise.catch(() => undefined);
  return outcome;
}

async function pagesIn(path: string, name: RegExp): Promise<[string, string][]> {
  const files = (await readdir(join(root, path))).filter((file) => name.test(file));
  return Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      file,
      await readFile(join(root, path, file), 'utf8'),
    ]),
  );
}

const texts = [...(await pagesIn('', /^README.*\.md$/u)), ...(await pagesIn('docs', /\.md$/u))];
const pages = new Map(texts.map(([page, text]) => [page, stepsOf(page, text)]));

const everyStep = [...pages.values()].flat();
const everyCommand = everyStep.flatMap((step) => (step.kind === 'command' ? step.text : []));

const chinese = 'README.zh-CN.md';

test.each(commandsIn(chinese))('%s is whole to a shell', async (text) => {
  const child = spawn('sh', ['-n', '-c', text], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
});

function commandsIn(page: string): string[] {
  return (pages.get(page) ?? []).flatMap((step) => (step.kind === 'command' ? step.text : []));
}

test('nothing is excused, replaced or prepared that no page prints', () => {
  const everything = texts.map(([, text]) => text).join('\n');
  const isBegun = (text: string): boolean => everyCommand.some((one) => one.startsWith(text));
  const stale = [
    ...Object.keys(notRun).filter((text) => !everyCommand.includes(text)),
    ...Object.keys(otherBlocks).filter((line) => !everything.includes(`    ${line}\n`)),
    ...Object.keys(programs).filter(
      (name) => !everyStep.some((step) => step.kind === 'program' && step.name === name),
    ),
    ...instead(main).flatMap(([printed]) => (everything.includes(printed) ? [] : printed)),
    ...Object.keys(fromAbove).filter((printed) => !everything.includes(printed)),
    ...Object.values(guides).flatMap(({ before = {}, after = {} }) =>
      [...Object.keys(before), ...Object.keys(after)].filter((text) => !isBegun(text)),
    ),
  ];
  expect(stale).toEqual([]);
});

/** Never throws: each step has its outcome. */
async function readPages(lane: readonly string[]): Promise<void> {
  for (const page of lane) {
    const steps = pages.get(page) ?? [];
    try {
      const reading = await open(page);
      for (const step of steps) {
        await take(page, step, reading).then(step.outcome.resolve, step.outcome.reject);
      }
      if (lane === naming) await makeWay(page, reading);
    } catch (error) {
      for (const { outcome } of steps) outcome.reject(error);
    }
  }
}

async function open(page: string): Promise<Reading> {
  const { env, ownServer }: Guide = guides[page] ?? {};
  const path = join(folder, page);
  await mkdir(path);
  const place = ownServer && (await placeAt(path));
  const itself =
    place?.env ?? serverEnvironment(main.dataDirectory, Number(new URL(main.url).port));
  // README's films are whole, and those of the server that it is read at.
  const films = ownServer ? filmsEnvironment() : {};
  const shell = await openShell({ folder: path, env: { ...films, ...itself, ...env?.() } });
  ending.push(() => removeDirectory(join(path, 'second')), shell.close);
  const server = ownServer === 'runs' ? await place?.start(shell, 'npx filmgate serve') : main;
  return { server: server ?? main, shell, said: [], ids: {} };
}

/** Its names are free for the page that follows. */
async function makeWay(page: string, { server }: Reading): Promise<void> {
  await removeLines(server);
  await server.database.general.query(
    `update accounts set name = name || $1, name_key = name_key || lower($1) where name = 'acme'`,
    [` of ${page}`],
  );
}

const isServer = /\bfilmgate serve\b/u;

async function take(page: string, step: Step, reading: Reading): Promise<void> {
  const { shell, said } = reading;
  const { before = {}, after = {} }: Guide = guides[page] ?? {};
  if (step.kind === 'program') {
    const here = programs[step.name];
    expect(here, `nothing tries the program of ${step.name}`).toBeDefined();
    if (typeof here === 'function') await here(step.text, reading);
    return;
  }
  const { text, answer, json, file } = step;
  if (notRun[text] !== undefined) return;
  const input = await ofCommand(before, text)?.(reading);
  if (file !== null) {
    await writeFile(join(shell.folder, text.split(' ').at(-1) ?? ''), ours(file, reading));
  }
  const own = ours(text, reading);
  expect(own, 'what is left out would be left to chance').not.toContain('…');
  const told = await (isServer.test(own) ? shell.start(own) : shell.run(own, input));
  if (text.includes('TASK_ID')) expect(told).toContain(lastAbove(reading, 'TASK_ID'));
  said.push(told);
  if (answer !== null) {
    const sameFigures = text.startsWith('npx filmgate prices');
    expectLike(
      told,
      answer.map((line) => ours(line, reading)),
      { sameFigures },
    );
  }
  if (json !== null) {
    const printed: unknown = JSON.parse(json);
    expect(shapeOf(printed, JSON.parse(told))).toEqual(shapeOf(printed));
  }
  await ofCommand(after, text)?.(reading, text);
}

/** The one that begins as the command does. */
function ofCommand<Deed>(actions: Readonly<Record<string, Deed>>, text: string): Deed | undefined {
  return Object.entries(actions).find(([beginning]) => text.startsWith(beginning))?.[1];
}

test.each(['README.md', 'README.zh-CN.md'])('%s shows every API', (page) => {
  const reads = pages.get(page)?.filter(({ text }) => text.includes('TASK_ID -H'));
  expect(reads).toHaveLength(8);
});

test('every page that prints a command is read', () => {
  const printing = [...pages].flatMap(([page, steps]) =>
    page !== chinese &&
    steps.some((step) => step.kind === 'program' || notRun[step.text] === undefined)
      ? page
      : [],
  );
  expect(lanes.flat().toSorted()).toEqual(printing.toSorted());
});

/** In the order in which they are read, so that no test waits for more than its own. */
const shown = lanes
  .flat()
  .map((page): [string, Step[]] => [
    page,
    (pages.get(page) ?? []).filter((step) =>
      step.kind === 'program'
        ? typeof programs[step.name] !== 'string'
        : notRun[step.text] === undefined,
    ),
  ]);

describe.each(shown)('%s', (_page, steps) => {
  for (const { text, outcome } of steps) test(text, () => outcome.promise);
});
