import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { catalogueOf } from '../../src/dialects/catalogues.ts';
import type { Model } from '../../src/generation/models.ts';
import { addLine, drainLine } from '../../src/lines/book/store.ts';
import { inspectVideo } from '../../src/media/testing/inspect.ts';
import { pictureFile } from '../../src/media/testing/files.ts';
import type { Database } from '../../src/postgres/database.ts';
import { startWake, type Wake } from '../../src/work/wake.ts';
import { loadOrMakeSecret, deriveKey } from '../../src/boot/secret.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { startMediaHost, type MediaHost } from '../harness/media-host.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';
import { startTlsProxy, type TlsProxy } from '../harness/tls.ts';

/** Two Filmgates: what is asked of the first is made by the second, in each of the dialects. */
let first: TestServer;
let second: TestServer;
let host: MediaHost;
let database: Database;
let wake: Wake;
let folder: string;
/** Before the first one: some platforms take media by https alone. */
let tls: TlsProxy;
/** By dialect. */
const lineIds = new Map<string, string>();

const calls = '/api/v3/contents/generations/tasks';
const model = 'doubao-seedance-2-0-260128';

beforeAll(async () => {
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' };
  folder = await mkdtemp(join(tmpdir(), 'filmgate-chain-'));
  const certificatePath = join(folder, 'certificate.pem');
  tls = await startTlsProxy(certificatePath);
  [host, first, second] = await Promise.all([
    startMediaHost(),
    startServer({
      database: 'embedded',
      // What the first one would render itself would never come to an end.
      env: { ...env, PUBLIC_URL: tls.url, FILMGATE_STUDIO_WORKERS: '0' },
    }),
    startServer({
      database: 'embedded',
      env: { ...env, NODE_EXTRA_CA_CERTS: certificatePath },
    }),
  ]);
  tls.forwardTo(first.url);
  database = await openServerDatabase(first);
  for (const { name } of dialects) lineIds.set(name, await connect(name));
  await database.close();
  // The lines are known from the start on, so no task of theirs ever goes to the studio.
  await first.stop();
  await first.start();
  database = await openServerDatabase(first);
  wake = startWake(database, () => undefined);
  host.put('/first.png', { body: await pictureFile('png'), contentType: 'image/png' });
  for (const path of looks) {
    host.put(path, { body: await pictureFile('jpeg'), contentType: 'image/jpeg' });
  }
});
afterAll(async () => {
  await wake.close();
  await database.close();
  await Promise.all([first.remove(), second.remove(), host.close(), tls.close()]);
  await rm(folder, { recursive: true });
});

/** The one that takes most: text, frames and references by URL, 4 s of 480p. */
function modelToCall(dialect: string): Model {
  const found = catalogueOf(dialect).models.find(
    ({ family, limits }) =>
      family === 'seedance-2.0' &&
      limits.modes.length === 3 &&
      limits.mediaForms.includes('url') &&
      limits.resolutions.includes('480p') &&
      limits.seconds.includes(4),
  );
  if (!found) throw new Error(`${dialect} sells nothing of the kind`);
  return found;
}

/** Drained at first: one at a time takes tasks. */
async function connect(dialect: string): Promise<string> {
  const key = deriveKey(loadOrMakeSecret(first.dataDirectory), 'line secrets');
  const line = await addLine(database, key, {
    name: `second Filmgate as ${dialect}`,
    dialect,
    baseUrl: `${second.url}/d/${dialect}`,
    secret: second.first.liveKey,
    models: [
      {
        family: 'seedance-2.0',
        upstreamName: modelToCall(dialect).name,
        tasksMax: 2,
        cost: null,
      },
    ],
    priority: 0,
    weight: 1,
    callRates: { create: 20, get: 20, list: 5, cancel: 20 },
    callbacks: false,
    allowPrivateHost: true,
  });
  await drainLine(database, line.id, true);
  return line.id;
}

async function open(lineId: string, draining: boolean): Promise<void> {
  await drainLine(database, lineId, draining);
  wake.tell('lines');
}

interface Answer {
  id: string;
  status: string;
  error?: { message: string };
  content?: { video_url: string };
}

async function film(content: object[]): Promise<string> {
  const { liveKey: key } = first.first;
  const body = { model, content, resolution: '480p', ratio: '16:9', duration: 4 };
  const created = await call(first, 'POST', calls, { key, body });
  expect([created.status, created.body]).toEqual([200, { id: expect.any(String) }]);
  const { id } = created.body as Answer;
  const { body: done } = await until(
    () => call(first, 'GET', `${calls}/${id}`, { key }),
    (seen) => /succeeded|failed|expired/.test((seen.body as Answer).status),
  );
  const answer = done as Answer;
  if (answer.status !== 'succeeded') throw new Error(JSON.stringify(answer.error));
  const path = join(folder, `${id}.mp4`);
  const video = await fetch(answer.content?.video_url.replace(tls.url, first.url) ?? '');
  await writeFile(path, Buffer.from(await video.arrayBuffer()));
  return path;
}

/** Three, because one or two pictures are frames to some. */
const looks = ['/look-1.jpg', '/look-2.jpg', '/look-3.jpg'];

const text = { type: 'text', text: 'a boat on a lake at dawn, the camera pushes in slowly' };
const image = (path: string, role: string) => ({
  type: 'image_url',
  image_url: { url: host.url + path },
  role,
});

function contentsFor(dialect: string): object[][] {
  const frame = [text, image('/first.png', 'first_frame')];
  const references = [text, ...looks.map((path) => image(path, 'reference_image'))];
  // Its one picture is the first frame.
  if (dialect === 'openai') return [[text], frame];
  return [[text], frame, references];
}

async function credits(server: TestServer): Promise<number> {
  const { answer } = await command(server, ['accounts', 'show', 'demo']);
  // As the command documents.
  const { balance, held } = answer as { balance: number; held: number };
  expect(held).toBe(0);
  return balance;
}

describe.each(dialects.map(({ name }) => name))('a line that speaks %s', (dialect) => {
  test('carries through what its platform can say, and is paid for once', async () => {
    const before = [await credits(first), await credits(second)];
    const lineId = lineIds.get(dialect) ?? '';
    await open(lineId, false);
    try {
      const films = await Promise.allSettled(contentsFor(dialect).map(film));
      for (const made of films) {
        if (made.status === 'rejected') throw made.reason;
        const facts = await inspectVideo(made.value);
        expect(facts).toMatchObject({ width: 864, height: 496, frames: 97 });
      }
    } finally {
      await open(lineId, true);
    }
    const after = [await credits(first), await credits(second)];
    expect((before[0] ?? 0) - (after[0] ?? 0)).toBeGreaterThan(0);
    expect((before[1] ?? 0) - (after[1] ?? 0)).toBeGreaterThan(0);
    expect((await command(first, ['ledger', 'check'])).answer).toMatchObject({ ok: true });
  });
});
