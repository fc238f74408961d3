import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { standardHeaders, webhookSecret, type WebhookSecret } from '../sign.ts';

/** The receivers of docs/webhooks.md, run as they stand there. */

export interface Language {
  fence: string;
  file: string;
  command: readonly [string, ...string[]];
  /** Runs where its runtime is here. */
  version: readonly [string, ...string[]];
}

export const languages = {
  js: {
    fence: 'js',
    file: 'receiver.mjs',
    command: [process.execPath],
    version: [process.execPath, '--version'],
  },
  python: {
    fence: 'python',
    file: 'receiver.py',
    command: ['python3'],
    version: ['python3', '--version'],
  },
  go: { fence: 'go', file: 'receiver.go', command: ['go', 'run'], version: ['go', 'version'] },
} as const satisfies Record<string, Language>;

export function isHere({ version: [program, ...args] }: Language): boolean {
  return spawnSync(program, args).status === 0;
}

export function guide(): Promise<string> {
  return readFile(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
}

export async function guideBlock(language: string): Promise<string> {
  const found = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(await guide());
  if (found?.[1] === undefined) throw new Error(`the guide has no ${language}`);
  return found[1];
}

const former = webhookSecret(Buffer.alloc(32, 1));
const secret = webhookSecret(Buffer.alloc(32, 2));
const strange = webhookSecret(Buffer.alloc(32, 3));

interface Sent {
  headers: Record<string, string>;
  body: string;
}

/** Signed by these secrets, so many seconds ago. */
function delivery(
  number: number,
  secrets: readonly WebhookSecret[],
  ageSeconds = 0,
  told: object = { type: 'task.failed', data: { id: `t${String(number)}`, 雪: '🎬' } },
): Sent {
  const body = JSON.stringify(told);
  const atSeconds = Math.floor(Date.now() / 1_000) - ageSeconds;
  const deliveryId = `dlv_${String(number)}`;
  return { body, headers: standardHeaders(secrets, { rawBody: body, deliveryId, atSeconds }) };
}

const wellMade: readonly ((number: number) => Sent)[] = [
  (number) => delivery(number, [secret]),
  (number) => delivery(number, [secret, former]),
  (number) => delivery(number, [former, secret]),
  (number) => delivery(number, [secret], 200),
  (number) => delivery(number, [secret], -200),
  (number) => delivery(number, [secret], 0, callback(number)),
];

/** As a request's own address is told: in the words of its dialect, without a type. */
const callback = (number: number) => ({ requestId: `t${String(number)}`, status: 'failed' });

const illMade: readonly ((number: number) => Sent)[] = [
  (number) => delivery(number, [strange]),
  (number) => delivery(number, [former]),
  (number) => delivery(number, [secret], 400),
  (number) => delivery(number, [secret], -400),
  (number) => changed(delivery(number, [secret]), { body: '{"type":"task.succeeded"}' }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-id': 'dlv_other' }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-timestamp': String(Date.now()) }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-timestamp': 'now' }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-signature': '' }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-signature': 'v1,' }),
  (number) => renamed(delivery(number, [secret]), { 'webhook-signature': 'v1,AAAA v1,é' }),
  (number) => changed(delivery(number, [secret]), { headers: {} }),
];

const changed = (sent: Sent, change: Partial<Sent>): Sent => ({ ...sent, ...change });
const renamed = ({ body, headers }: Sent, more: Record<string, string>): Sent => ({
  body,
  headers: { ...headers, ...more },
});

/** So few at a time that the smallest of servers has room for them. */
const atOnce = 4;

/** A receiver of the guide that runs here. */
export interface RunningReceiver {
  url: string;
  /** What it has printed so far. */
  printed(): string;
  end(): Promise<void>;
}

/** `port`: where it is known before the secret is. */
export async function startReceiver(
  language: Language,
  secretText: string,
  port?: number,
): Promise<RunningReceiver> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-receiver-'));
  const path = join(folder, language.file);
  await writeFile(path, await guideBlock(language.fence));
  const at = String(port ?? (await freePort()));
  const [program, ...args] = language.command;
  const child = spawn(program, [...args, path], {
    env: {
      ...process.env,
      WEBHOOK_SECRET: secretText,
      PORT: at,
      PYTHONUNBUFFERED: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    // `go run` has a child of its own.
    detached: true,
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const receiver = {
    url: `http://127.0.0.1:${at}/`,
    printed: () => printed,
    async end() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await expect
      .poll(() => isListening(receiver.url), { timeout: 120_000, interval: 50 })
      .toBe(true);
  } catch (error) {
    await receiver.end();
    throw error;
  }
  return receiver;
}

/**
 * Starts the receiver and sends it every kind of good and bad delivery `rounds` times: it must take the good
 * ones, each once, and refuse all others.
 */
export async function tryReceiver(language: Language, rounds: number): Promise<void> {
  const { url, printed, end: endReceiver } = await startReceiver(language, secret.text);
  try {
    const taken: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const make of illMade) expect(await send(url, [make(round)])).toEqual([401]);
      const good = wellMade.map((make, kind) => make(round * wellMade.length + kind));
      // A repetition is taken, and nothing is done.
      for (let time = 0; time < 2; time += 1) {
        expect(await send(url, good)).toEqual(good.map(() => 204));
      }
      taken.push(
        ...good.map(({ body, headers }, kind) => {
          const number = String(round * wellMade.length + kind);
          return body.includes('"type"')
            ? `task.failed t${number}`
            : `callback ${headers['webhook-id'] ?? ''}`;
        }),
      );
    }
    await expect.poll(() => printed().trim().split('\n').toSorted()).toEqual(taken.toSorted());
  } finally {
    await endReceiver();
  }
}

async function send(url: string, all: readonly Sent[]): Promise<number[]> {
  const statuses: number[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    const some = all.slice(from, from + atOnce).map(async ({ headers, body }) => {
      const response = await fetch(url, { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    });
    statuses.push(...(await Promise.all(some)));
  }
  return statuses;
}

function isListening(url: string): Promise<boolean> {
  return fetch(url, { method: 'POST' }).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Of a server that listens at a port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  if (child.pid !== undefined) process.kill(-child.pid);
  await exited;
}
