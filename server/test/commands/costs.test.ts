import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { beside } from '../harness/database.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { countOpen } from '../lines/truth.ts';
import { run, runJson } from './run.ts';

/** What tasks cost at an upstream that bills like Ark, as the operator sees it afterwards. */

const root = '/api/v3/contents/generations/tasks';

let server: TestServer;
let upstream: Server;
let made: string;
let failed: string;
/** Micro-credits: 108 900 tokens at 46 CNY a million, 40 credits and 7.1 CNY a dollar; and at 7 USD. */
const costMicros = '28221972';
const chargedMicros = '30492000';

/** Prompts say what becomes of a task: its words stand in its upstream id. */
function answerOf(method: string | undefined, url: string, body: string): object {
  if (method === 'POST') return { id: body.includes('[fail]') ? 'cgt-fails' : 'cgt-made' };
  const id = url.slice(root.length + 1);
  if (id !== 'cgt-made') {
    return {
      id,
      status: 'failed',
      error: { code: 'OutputVideoSensitiveContentDetected', message: 'no' },
    };
  }
  return {
    id,
    status: 'succeeded',
    content: { video_url: `http://127.0.0.1:${String(upstreamPort())}/made.mp4` },
    usage: { completion_tokens: 108_900, total_tokens: 108_900 },
    resolution: '720p',
    ratio: '16:9',
    duration: 5,
  };
}

function upstreamPort(): number {
  // It listens at a port.
  return (upstream.address() as AddressInfo).port;
}

const environment = () => ({
  ...server.env,
  UPSTREAM_KEY: 'sk-upstream',
});

const json = (...args: string[]) => runJson(args, { env: environment() });

async function submit(prompt: string): Promise<string> {
  const { body } = await call(server, 'POST', root, {
    key: server.first.liveKey,
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: prompt }],
      duration: 5,
      ratio: '16:9',
    },
  });
  return z.object({ id: z.string() }).parse(body).id;
}

beforeAll(async () => {
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerOf(request.method, request.url ?? '', body)));
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  server = await startServer();
  const added = await run(
    ['lines', 'add', '--name', 'up', '--preset', 'volcengine', '--allow-private-host']
      .concat(['--base-url', `http://127.0.0.1:${String(upstreamPort())}`])
      .concat(['--secret-env', 'UPSTREAM_KEY']),
    { env: environment() },
  );
  expect(added).toMatchObject({ code: 0, stderr: '' });
  // It reads its lines at its start.
  await server.stop();
  await server.start();
  made = await submit('a river');
  failed = await submit('[fail]');
});
afterAll(async () => {
  await server.remove();
  upstream.closeAllConnections();
  upstream.close();
});

test('charges stand beside costs, by line and model', async () => {
  await until(
    () => beside(server, countOpen),
    (open) => open === 0,
  );
  const { answer } = await json('lines', 'costs', '--line', 'up', '--since', '1h');
  expect(answer).toMatchObject({
    margins: [
      {
        line: 'up',
        family: 'seedance-2.0',
        tasks: 2,
        tasksOfUnknownCost: 0,
        chargedMicros,
        costMicros,
        marginMicros: String(BigInt(chargedMicros) - BigInt(costMicros)),
        marginThousandths: 74,
      },
    ],
  });
  const inWords = await run(['lines', 'costs'], { env: environment() });
  expect(inWords.stdout).toMatch(/^up +seedance-2\.0 +2 +30\.49 +28\.22 +0 +2\.27 +7\.4 % +0$/mu);
  expect(await json('lines', 'costs', '--since', 'yesterday')).toMatchObject({ code: 1 });
  expect(await json('lines', 'costs', '--line', 'nobody')).toMatchObject({ code: 1 });
});

test('a task shows what each of its attempts costs', async () => {
  expect((await json('tasks', 'show', made)).answer).toMatchObject({
    attempts: [
      { number: 1, line: 'up', state: 'succeeded', upstreamId: 'cgt-made', creditsCost: 28.221972 },
    ],
  });
  expect((await json('tasks', 'show', failed)).answer).toMatchObject({
    attempts: [{ line: 'up', state: 'failed', creditsCost: 0 }],
  });
});

test('a bill that agrees ends well, and one that does not says where', async () => {
  const path = join(server.dataDirectory, 'bill');
  const byAmount = ['--id-column', 'id', '--amount-column', 'amount', '--unit', 'CNY'];
  await writeFile(path, 'id,amount\ncgt-made,5.0094\n');
  expect(await json('lines', 'bill', 'up', path, ...byAmount, '--since', '1h')).toMatchObject({
    code: 0,
    answer: { agreed: 1, orphans: [], missing: [], different: [], unknown: [] },
  });
  await writeFile(path, 'id,amount\nstranger,5.0094\ncgt-fails,1\n');
  expect(await json('lines', 'bill', 'up', path, ...byAmount, '--since', '1h')).toMatchObject({
    code: 1,
    answer: {
      orphans: [{ upstreamId: 'stranger' }],
      missing: [{ upstreamId: 'cgt-made', taskId: made }],
      different: [{ upstreamId: 'cgt-fails', taskId: failed, ourMicros: '0' }],
    },
  });
  await writeFile(path, '[{"id":"cgt-made","tokens":108901}]');
  const byTokens = ['lines', 'bill', 'up', path, '--id-column', 'id', '--tokens-column', 'tokens'];
  expect(await run(byTokens, { env: environment() })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^cgt-made +\S+ +108901 +108900 +differs$/mu),
  });
  const noColumn = await json('lines', 'bill', 'up', path, '--id-column', 'id');
  expect(noColumn).toMatchObject({
    code: 1,
    answer: { error: expect.stringContaining('--tokens-column') },
  });
});
