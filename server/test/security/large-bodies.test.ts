import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beside } from '../harness/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { memoryBytes } from '../chaos/processes.ts';
import { call } from '../harness/api.ts';
import { openRawClient, type RawClient } from '../harness/raw-http.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** Twenty creates of 28 MB at once, and what becomes of everybody else meanwhile. */

const creates = 20;
const side = 320;
const bytes = 21_000_000;

let server: TestServer;
let client: RawClient;
let goodKey: string;

beforeAll(async () => {
  server = await startServer({ env: { FILMGATE_STUDIO_WORKERS: '1' } });
  client = openRawClient(server.port);
  goodKey = (await beside(server, (database) => addCustomer(database, 0))).keys.test;
});
afterAll(async () => {
  client.close();
  await server.remove();
});

/** Quickly measured for its size: most of it is a chunk that no program knows. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const size = Buffer.alloc(8);
  size.writeUInt32BE(side);
  size.writeUInt32BE(side, 4);
  const pixels = Buffer.alloc((side * 3 + 1) * side);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
    chunk('juNk', randomFillSync(Buffer.alloc(bytes))),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** In a process of its own, so that our loop measures the server's and not the sender's. */
const sender = `
const { request } = require('node:http');
const { readFileSync } = require('node:fs');
const [port, key, file, count] = process.argv.slice(1);
const body = readFileSync(file);
const send = () => new Promise((resolve) => {
  const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json', 'content-length': body.length };
  const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/api/open/v1/generations', headers }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve(answer.statusCode === 200 ? 200 : text));
  });
  sent.on('error', (error) => resolve(String(error)));
  sent.end(body);
});
Promise.all(Array.from({ length: Number(count) }, send)).then((all) => console.log(JSON.stringify(all)));
`;

function p99Of(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length * 0.99)] ?? Infinity;
}

test('twenty bodies of 28 MB grow the process by little and keep nobody waiting', async () => {
  const url = `data:image/png;base64,${picture().toString('base64')}`;
  const content = [
    { type: 'text', text: '海 [[delay:600s]]' },
    { type: 'image_url', image_url: { url } },
  ];
  const body = JSON.stringify({ abilityId: 'cme_doubao_seedance_2_0', content });
  const file = join(server.dataDirectory, 'body.json');
  writeFileSync(file, body);
  const { body: made } = await call(server, 'POST', '/api/open/v1/video/generations', {
    key: goodKey,
    body: { model: 'seedance-2.0', prompt: '[[delay:600s]]', duration: 4 },
  });
  // As the dialect answers a create.
  const path = `/api/open/v1/video/generations/${(made as { requestId: string }).requestId}`;

  async function readsWhile(goesOn: (reads: number) => boolean): Promise<number[]> {
    const took: number[] = [];
    while (goesOn(took.length)) {
      const beganMs = performance.now();
      const headers = { authorization: `Bearer ${goodKey}` };
      const answer = await client.call({ method: 'GET', path, headers });
      expect(answer.status).toBe(200);
      took.push(performance.now() - beganMs);
      await wait(10);
    }
    return took.toSorted((a, b) => a - b);
  }
  // What else this machine is at slows both.
  const quietMs = p99Of(await readsWhile((reads) => reads < 200));

  const beforeBytes = await memoryBytes(server.pid(), 'now');
  const args = [String(server.port), server.first.testKey, file, String(creates)];
  const child = spawn(process.execPath, ['-e', sender, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const closed = once(child, 'close');
  let isOver = false;
  void closed.then(() => (isOver = true));
  const startMs = performance.now();
  const took = await readsWhile(() => !isOver);
  const seconds = (performance.now() - startMs) / 1_000;
  const p99 = p99Of(took);
  const grown = ((await memoryBytes(server.pid(), 'peak')) - beforeBytes) / 1_024 ** 2;
  process.stdout.write(
    `${String(creates)} x ${(body.length / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s: grown by ${grown.toFixed(0)} MB; ` +
      `${String(took.length)} reads meanwhile, p99 ${p99.toFixed(0)} ms (before ${quietMs.toFixed(0)} ms), worst ${(took.at(-1) ?? 0).toFixed(0)} ms\n`,
  );
  // What a busy machine has no time for within 20 s is asked to come back; nothing else is refused.
  const refused = (JSON.parse(told) as unknown[]).filter((status) => status !== 200);
  process.stdout.write(`${String(refused.length)} were asked to come back\n`);
  expect(refused.length).toBeLessThan(creates - 4);
  for (const one of refused) expect(one).toContain('overloaded');
  expect(grown).toBeLessThan(400);
  expect(p99).toBeLessThan(200 + 8 * quietMs);
});
