import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { RawCall, RawClient } from '../../harness/raw-http.ts';

/** What one customer without credits, or somebody without a key, can do to a server. */

interface Target extends Besieged {
  client: RawClient;
}

export interface Besieged {
  port: number;
  /** Live, of an account without credits. */
  emptyKey: string;
}

export interface Attack {
  name: string;
  /** So many go on beside each other, each beginning anew when it is over. */
  atOnce: number;
  /** What came back: an HTTP status, or why there was none. */
  once(target: Target): Promise<(number | string)[]>;
}

const arkPath = '/api/v3/contents/generations/tasks';
const inkPath = '/api/open/v1/video/generations';
const tokenhubPath = '/api/v1/videos/generations';
const openaiPath = '/v1/videos';

const answerWithinMs = 60_000;

type Sent = Partial<RawCall> & Pick<RawCall, 'path'> & { key?: string };

/** Its status, or why there was none. */
async function send({ client }: Target, { key, headers, ...sent }: Sent): Promise<number | string> {
  const all = { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers };
  try {
    return (await client.call({ method: 'POST', ...sent, headers: all })).status;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** One body, sent again and again. */
function posting(
  name: string,
  atOnce: number,
  path: string,
  body: string,
  key: (target: Target) => string | undefined = ({ emptyKey }) => emptyKey,
): Attack {
  return {
    name,
    atOnce,
    once: async (target) => {
      const theirs = key(target);
      return [await send(target, { path, body, ...(theirs !== undefined && { key: theirs }) })];
    },
  };
}

const spaces = JSON.stringify({
  model: 'doubao-seedance-1-0-pro-250528',
  content: [{ type: 'text', text: `a${' '.repeat(50_000)}b` }],
});

const manyUrls = JSON.stringify({
  model: 'doubao-seedance-2.0',
  prompt: 'a river',
  image_urls: Array.from({ length: 20_000 }, (_, at) => `https://a.example/${String(at)}.png`),
});

const longPrompt = JSON.stringify({
  model: 'seedance-2.0',
  prompt: 'river '.repeat(3_500_000),
  duration: 4,
});

const deep = `{"model":"seedance-2.0","prompt":${'['.repeat(400_000)}${']'.repeat(400_000)}}`;

const picture = `data:image/png;base64,${'iVBORw0KGgo'.repeat(1_000)}${'A'.repeat(28_000_000)}`;
const heavy = JSON.stringify({
  model: 'doubao-seedance-2-0-260128',
  content: [
    { type: 'text', text: 'a river' },
    { type: 'image_url', image_url: { url: picture }, role: 'first_frame' },
  ],
});

/** A large body that arrives in drops, and then stops. */
const dripping: Attack = {
  name: 'large bodies that drip',
  atOnce: 4,
  async once({ port, emptyKey }) {
    const socket = connect(port, '127.0.0.1');
    const said: string[] = [];
    socket.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    socket.on('error', () => undefined);
    socket.write(
      `POST ${arkPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${emptyKey}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 28000000\r\n\r\n{"model":"',
    );
    for (let drop = 0; drop < 15 && said.length === 0; drop++) {
      await wait(1_000);
      socket.write('aaaa');
    }
    socket.destroy();
    return [Number(said.join('').split(' ')[1] ?? 0)];
  },
};

/** Thousands of requests on one socket, and the answers are read as they come. */
function pipelined(name: string, path: string, key: string | null, count: number): Attack {
  return {
    name,
    atOnce: 3,
    async once({ port, emptyKey }) {
      const socket = connect(port, '127.0.0.1');
      let answers = 0;
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => (end = resolve));
      socket.on('data', (chunk: Buffer) => {
        answers += chunk.toString('latin1').split('HTTP/1.1 ').length - 1;
        if (answers >= count) end();
      });
      socket.on('error', end).on('close', end);
      const auth = key === null ? '' : `Authorization: Bearer ${emptyKey}\r\n`;
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`.repeat(count));
      await Promise.race([over, wait(answerWithinMs)]);
      socket.destroy();
      return [`${String(Math.round(answers / 1_000))} 000 answers`];
    },
  };
}

/** Every list that there is of an account with a long history. */
const lists: Attack = {
  name: 'lists',
  atOnce: 2,
  once: (target) =>
    Promise.all(
      [
        `${arkPath}?page_num=500&page_size=40`,
        `${arkPath}?filter.status=failed`,
        `${arkPath}?filter.model=doubao-seedance-1-0-pro-250528`,
        `${arkPath}?filter.status=running&page_num=100`,
        `${openaiPath}?limit=100&order=asc`,
        `${openaiPath}?limit=100&after=req_${'9'.repeat(20)}`,
      ].map((path) => send(target, { method: 'GET', path, key: target.emptyKey })),
    ),
};

/** A form with a file that is taken in, and then refused. */
const forms: Attack = {
  name: 'refused forms with files',
  atOnce: 2,
  once: async (target) => {
    const boundary = 'part';
    const field = (name: string, value: string): string =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const file = Buffer.alloc(5_000_000, String(Math.random()));
    const body = Buffer.concat([
      Buffer.from(
        field('model', 'doubao-seedance-2-0-260128') +
          field('prompt', 'a river') +
          `--${boundary}\r\ncontent-disposition: form-data; name="input_reference"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`,
      ),
      file,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return [
      await send(target, {
        path: openaiPath,
        key: target.emptyKey,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body,
      }),
    ];
  },
};

const nobody = (): undefined => undefined;

export const attacks: readonly Attack[] = [
  posting('50 000 spaces in a prompt', 2, arkPath, spaces),
  posting('20 000 addresses', 2, tokenhubPath, manyUrls),
  posting('a prompt of 20 MB', 2, inkPath, longPrompt),
  posting('800 000 brackets', 2, inkPath, deep),
  posting('28 MB data URLs', 20, arkPath, heavy),
  posting('28 MB without a key', 4, arkPath, heavy, nobody),
  dripping,
  pipelined('pipelined looks at readiness, without a key', '/readyz', null, 20_000),
  pipelined('pipelined reads', `${inkPath}/req_00000000000000000000`, 'empty', 20_000),
  lists,
  forms,
];
