import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSse, type SseClient } from '../../src/http/platform/testing/sse-client.ts';
import { memoryBytes } from '../chaos/processes.ts';
import { call } from '../harness/api.ts';
import { inParallel } from '../chaos/parallel.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';

const streamCount = 1_000;
const dropCount = 100;
/** Long enough for two heartbeats. */
const quietMs = 26_000;
const heartbeatWithinMs = 15_000;
const memoryBytesMax = 300_000_000;

/** A client that comes back after the last event that it has, until it is told that there is no more. */
interface Follower {
  id: string;
  key: string;
  client: SseClient;
  lastEventId: string | undefined;
  seen: string[];
  /** The longest time in which nothing came. */
  silentMs: number;
}

// Its memory is read where Linux tells it.
test.runIf(process.platform === 'linux')(
  `${String(streamCount)} streams, ${String(dropCount)} of them dropped, miss no end of a task`,
  async () => {
    const server = await startServer({
      database: 'embedded',
      env: { FILMGATE_STUDIO_WORKERS: '0' },
    });
    try {
      const keys = await Promise.all(['a', 'b', 'c', 'd'].map((name) => testKeyOf(server, name)));
      const tasks: { id: string; key: string }[] = [];
      await inParallel(16, [...Array(streamCount).keys()], async (index) => {
        const key = keys[index % keys.length] ?? '';
        tasks.push({ key, id: await submit(server, key) });
      });
      const followers = tasks.map((task) => follow(server, task));
      await Promise.all(followers.map(({ client }) => client.head));
      await wait(quietMs);

      const dropped = followers.filter((_one, index) => index % (streamCount / dropCount) === 0);
      for (const { client } of dropped) client.drop();
      const open = await memoryBytes(server.pid(), 'now');
      // Some end while nobody listens, some in the midst of coming back, most with their stream open.
      const [before = [], after = []] = halves(dropped);
      await cancelAll(server, before);
      for (const one of dropped) comeBack(server, one);
      await cancelAll(server, after);
      await cancelAll(
        server,
        followers.filter((one) => !dropped.includes(one)),
      );
      await Promise.all(followers.map((one) => toTheEnd(server, one)));
      const peak = Math.max(open, await memoryBytes(server.pid(), 'now'));

      const missed = followers.filter(({ seen }) => seen.at(-1) !== 'task.cancelled');
      const silentMs = Math.max(...followers.map((one) => one.silentMs));
      process.stdout.write(
        `${String(streamCount)} streams: ${String(missed.length)} ends missed, ` +
          `${(peak / 1e6).toFixed(0)} MB, silent for at most ${(silentMs / 1_000).toFixed(1)} s\n`,
      );
      expect(missed).toEqual([]);
      expect(followers.filter(({ seen }) => seen.join() !== 'task.queued,task.cancelled')).toEqual(
        [],
      );
      expect(silentMs).toBeLessThan(heartbeatWithinMs);
      expect(peak).toBeLessThan(memoryBytesMax);
    } finally {
      await server.remove();
    }
  },
);

async function testKeyOf(server: TestServer, account: string): Promise<string> {
  await command(server, ['accounts', 'create', '--name', account]);
  const made = await command(server, ['keys', 'create', '--account', account, '--mode', 'test']);
  // As the command documents.
  return (made.answer as { key: string }).key;
}

async function submit(server: TestServer, key: string): Promise<string> {
  const { body } = await call(server, 'POST', '/api/v3/contents/generations/tasks', {
    key,
    body: { model: 'doubao-seedance-2-0-260128', content: [{ type: 'text', text: 'a river' }] },
  });
  // As Ark answers a create.
  return (body as { id: string }).id;
}

async function cancelAll(server: TestServer, tasks: readonly Pick<Follower, 'id' | 'key'>[]) {
  await inParallel(16, tasks, async ({ id, key }) => {
    const { status } = await call(server, 'DELETE', `/api/v3/contents/generations/tasks/${id}`, {
      key,
    });
    expect(status).toBe(200);
  });
}

function follow(server: TestServer, { id, key }: { id: string; key: string }): Follower {
  const one: Omit<Follower, 'client'> = { id, key, lastEventId: undefined, seen: [], silentMs: 0 };
  return Object.assign(one, { client: connect(server, one) });
}

function connect({ port }: TestServer, one: Omit<Follower, 'client'>): SseClient {
  const path = `/platform/v1/tasks/${one.id}/events`;
  let heardAtMs = performance.now();
  const client = openSse({
    port,
    path,
    key: one.key,
    lastEventId: one.lastEventId,
    onEvent(event) {
      one.lastEventId = event.lastEventId;
      one.seen.push(event.type);
    },
  });
  void client.head.then((response) => {
    response.on('data', () => {
      one.silentMs = Math.max(one.silentMs, performance.now() - heardAtMs);
      heardAtMs = performance.now();
    });
  });
  return client;
}

function comeBack(server: TestServer, one: Follower): void {
  one.client = connect(server, one);
}

async function toTheEnd(server: TestServer, one: Follower): Promise<void> {
  for (;;) {
    const { statusCode } = await one.client.head;
    if (statusCode === 204) return;
    expect(statusCode).toBe(200);
    await one.client.ended;
    comeBack(server, one);
  }
}

function halves<Item>(items: readonly Item[]): Item[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Resident, of the server's own process. */
