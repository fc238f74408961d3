/**
 * The simulator as a program: `npm run simulate -- --port 9000 --settings '{"timeScale":0.01}'`. Prints one
 * line of JSON with its URLs and its seed, and runs until it is told to stop.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { createControlDoor } from './control-door.ts';
import { makeFilms } from './files.ts';
import { createService } from './service.ts';
import { settingsPatch } from './settings.ts';

const { values } = parseArgs({
  options: {
    /** 0: a free one. */
    port: { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    /** JSON of what differs from the documented limits. */
    settings: { type: 'string', default: '{}' },
    /** Ends when its standard input does, so that it never outlives the process that started it. */
    'with-parent': { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
const service = createService({
  seed,
  settings: settingsPatch.parse(JSON.parse(values.settings)),
  films: await makeFilms(),
  baseUrl: () => urlOf(upstream),
});
const upstream = serverOf(service.ark);
await listen(upstream, Number(values.port));
const { port } = addressOf(upstream);
const url = urlOf(upstream);
const control = serverOf(createControlDoor(service, moveDoor));
await listen(control, Number(values['control-port']));

if (values['with-parent']) {
  process.stdin.resume();
  process.stdin.once('end', () => process.exit());
}
process.stdout.write(`${JSON.stringify({ url, controlUrl: urlOf(control), seed })}\n`);

/** A shut door refuses connections, as an upstream that is down does, and cuts those that are open. */
async function moveDoor(open: boolean): Promise<void> {
  if (open === upstream.listening) return;
  if (open) {
    await listen(upstream, port);
    return;
  }
  const closed = once(upstream, 'close');
  upstream.close();
  upstream.closeAllConnections();
  await closed;
}

function serverOf(listener: RequestListener): Server {
  // A connection that ends between two calls would be one more fault, which nobody has set.
  return createServer({ keepAliveTimeout: 120_000 }, listener);
}

async function listen(server: Server, at: number): Promise<void> {
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
}

function addressOf(server: Server): AddressInfo {
  // A listening TCP server has an address of this form.
  return server.address() as AddressInfo;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String(addressOf(server).port)}`;
}
