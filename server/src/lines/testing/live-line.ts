import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { dialects } from '../../dialects/index.ts';
import { createGuardedFetch } from '../../media/fetch.ts';
import type { MediaStore } from '../../media/store/store.ts';
import { familyQueue } from '../../work/queues.ts';
import { order, type TaskFixture } from '../../tasks/testing/fixture.ts';
import type { Submitter } from '../../tasks/submit.ts';
import { openLineRegistry } from '../book/registry.ts';
import { addLine } from '../book/store.ts';
import { startUpstreams } from '../upstreams.ts';
import { oneKey } from '../../testing/keys.ts';

/** A line with all of its loops, and its upstream behind real sockets. */

const family = 'seedance-2.0';

/** What an upstream was asked; `body` is a POST's. */
export type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

async function startUpstream(answer: Answer): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(request, Buffer.concat(chunks).toString(), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, server };
}

export async function openLiveLine(fixture: TaskFixture, answer: Answer) {
  const key = randomBytes(32);
  const log = pino({ level: 'silent' });
  const servers: Server[] = [];
  const upstreamAt = async (other: Answer): Promise<string> => {
    const { url, server } = await startUpstream(other);
    servers.push(server);
    return url;
  };
  const line = await addLine(fixture.database, key, {
    name: 'upstream',
    dialect: 'ark',
    baseUrl: await upstreamAt(answer),
    secret: 'first',
    models: [{ family, upstreamName: 'seedance-2.0', tasksMax: 1_000, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 100, get: 100, list: 10, cancel: 20 },
    callbacks: false,
    allowPrivateHost: true,
  });
  const book = await openLineRegistry({
    database: fixture.database,
    wake: fixture.wake,
    keys: oneKey(key),
    log,
  });
  const common = createGuardedFetch({ allowPrivateHosts: false });
  const upstreams = startUpstreams({
    ...fixture,
    lineRegistry: book,
    // Nothing is stored: what is made is at no address that may be fetched.
    store: {} as MediaStore,
    fetch: common,
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    mediaUrl: () => '',
    callbackUrl: () => '',
    currencies: { creditsPerUsd: 40, cnyPerUsdMicros: 8_000_000n },
    log,
  });
  return {
    key,
    line,
    book,
    upstreamAt,
    /** As a submit does once a line serves the family. */
    async submit(who: Submitter, prompt: string): Promise<string> {
      const { row } = await fixture.submit(who, order({ prompt }));
      await fixture.database.general.query(
        `update work set queue = $1 where step = 'dispatch' and subject_id = $2`,
        [familyQueue(family), row.id],
      );
      fixture.wake.tell('dispatch');
      return row.id;
    },
    async close(): Promise<void> {
      await upstreams.stop();
      await book.close();
      await common.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
export type LiveLine = Awaited<ReturnType<typeof openLiveLine>>;

/** The prompt of a create, as it was asked for. */
export function promptIn(body: string): string {
  const { content } = JSON.parse(body) as { content: { text: string }[] };
  return content[0]?.text.split(' --')[0] ?? '';
}
