import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError, type Problem } from '../generation/problems.ts';
import { Upload } from '../generation/upload.ts';
import { openDiskStore, type MediaStore } from '../media/store/store.ts';
import { StorageError } from '../media/store/store-trouble.ts';
import { createBodyRooms, type BodyRoom } from './body-rooms.ts';
import { discardBody } from './discard.ts';
import { readForm } from './form.ts';

const bytesMax = 100_000;
let folder: string;
let store: MediaStore;
let server: Server;
let url: string;
/** What came of the last form. */
let read: { form: unknown } | { problem: Problem } | { error: unknown };
let heldBytes: number;
/** Of its files, while it was held. */
let contents: Buffer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-form-'));
  store = await openDiskStore(folder);
  server = createServer((request, response) => {
    heldBytes = 0;
    const rooms = createBodyRooms({
      smallBytesMax: bytesMax,
      largeBytesMax: bytesMax,
      waitMs: 1_000,
      arriveMs: 30_000,
    });
    const whole = rooms.of('account');
    const room: BodyRoom = {
      arriveMs: whole.arriveMs,
      enter: (bytes) => whole.enter(bytes),
      take: (bytes: number) => whole.take(bytes) && (heldBytes += bytes) >= 0,
      give: (bytes: number) => void (heldBytes -= bytes),
    };
    readForm(request, bytesMax, room, store)
      .then(
        async ({ body, release, clear }) => {
          read = { form: body };
          contents = await contentsOf(body);
          release();
          await clear?.();
        },
        (error: unknown) =>
          (read = error instanceof ProblemError ? { problem: error.problem } : { error }),
      )
      .finally(() => {
        discardBody(request);
        response.end('answered');
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on a port.
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

function contentsOf(form: unknown): Promise<Buffer[]> {
  const parts: unknown[] = Object.values(form ?? {});
  const uploads = parts.flat().filter((part) => part instanceof Upload);
  return Promise.all(uploads.map(({ path }) => readFile(path)));
}

async function send(
  body: FormData | string | Buffer,
  headers: IncomingHttpHeaders = {},
): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof FormData ? body : new Uint8Array(body),
    headers: headers as Record<string, string>,
  });
  expect(await answer.text()).toBe('answered');
  expect(heldBytes).toBe(0);
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
}

function formOf(...fields: [string, string | Blob, string?][]): FormData {
  const form = new FormData();
  for (const [name, value, fileName] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, fileName);
  }
  return form;
}

const multipart = (boundary = 'b') => ({
  'content-type': `multipart/form-data; boundary=${boundary}`,
});

test('texts, objects and lists have the shape that they would have as JSON', async () => {
  await send(
    formOf(
      ['prompt', 'a river 河'],
      ['seconds', '4'],
      ['input_reference[image_url]', 'https://media.example/a.png'],
      ['tags[]', 'one'],
      ['tags[]', 'two'],
      ['twice', 'a'],
      ['twice', 'b'],
      ['a[b][c]', 'deep'],
      ['empty', ''],
    ),
  );
  expect(read).toEqual({
    form: {
      prompt: 'a river 河',
      seconds: '4',
      input_reference: { image_url: 'https://media.example/a.png' },
      tags: ['one', 'two'],
      twice: ['a', 'b'],
      a: { b: { c: 'deep' } },
      empty: '',
    },
  });
});

test('a file waits beside the store under its hash until its form is over, and no text can make one', async () => {
  const bytes = Buffer.alloc(50_000, 'film');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await send(formOf(['file', new Blob([bytes], { type: 'image/png' }), 'a b.png']));
  expect(read).toEqual({
    form: {
      file: new Upload({
        sha256,
        bytes: bytes.length,
        fileName: 'a b.png',
        contentType: 'image/png',
      }),
    },
  });
  expect(contents).toEqual([bytes]);
  expect(await store.open(sha256)).toBeNull();

  await send(formOf(['file[sha256]', sha256]));
  expect(read).toEqual({ form: { file: { sha256 } } });
  expect('form' in read && Object(read.form).file).not.toBeInstanceOf(Upload);
});

test.each<[string, FormData | string, string]>([
  ['a form that is too large', formOf(['a', 'x'.repeat(bytesMax + 1)]), 'body_too_large'],
  [
    'a file that is too large',
    formOf(['a', new Blob([Buffer.alloc(bytesMax + 1)]), 'a.bin']),
    'body_too_large',
  ],
  [
    'too many fields',
    formOf(...Array.from({ length: 200 }, (_, at): [string, string] => [`f${String(at)}`, 'x'])),
    'malformed_body',
  ],
  ['a name that is no name', formOf(['a[b', 'x']), 'malformed_body'],
  ['__proto__', formOf(['__proto__[polluted]', 'x']), 'malformed_body'],
  ['a value and fields of one name', formOf(['a', 'x'], ['a[b]', 'y']), 'malformed_body'],
  ['a NUL', formOf(['a', 'x\0y']), 'invalid_parameter'],
  [
    'a form that ends early',
    '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx',
    'malformed_body',
  ],
  ['no form at all', 'nothing like it', 'malformed_body'],
])('%s is refused, and the answer arrives', async (_name, body, code) => {
  await send(body, typeof body === 'string' ? multipart() : {});
  expect(read).toMatchObject({ problem: { code } });
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test('a form without a boundary is refused', async () => {
  await send('x', { 'content-type': 'multipart/form-data' });
  expect(read).toMatchObject({ problem: { code: 'malformed_body' } });
});

test('a file for which our storage has no room is no fault of the form', async () => {
  const away = new StorageError('The bucket is away.');
  store = { ...store, checkRoom: () => Promise.reject(away) };
  const form = new FormData();
  form.set('image', new Blob(['a picture']), 'picture.png');
  await send(form);
  expect(read).toEqual({ error: away });
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
});

/** A part as its bytes stand on the wire. */
function partOf(head: string, body: string | Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--b\r\n${head}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
    Buffer.from('\r\n--b--\r\n'),
  ]);
}
const named = (name: string) => `content-disposition: form-data; name="${name}"`;

test.each([
  ['a lone byte', Buffer.from([0x61, 0xff, 0x62])],
  ['a text that is cut short', Buffer.from('河').subarray(0, 2)],
  ['a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ['Latin-1', Buffer.from('clé', 'latin1')],
])('a field of %s is refused by its name: it is not UTF-8', async (_what, bytes) => {
  for (const more of ['', '\r\ncontent-type: text/plain; charset=utf-8']) {
    await send(partOf(named('input[text]') + more, bytes), multipart());
    expect(read).toMatchObject({
      problem: {
        code: 'malformed_body',
        field: 'input[text]',
        message: expect.stringContaining('UTF-8') as string,
      },
    });
  }
});

test.each([
  ['河 🎥 \ufffd', ''],
  ['河', '\r\ncontent-type: text/plain; charset=UTF-8'],
  ['plain', '\r\ncontent-type: text/plain; charset=us-ascii'],
  ['\ufeffwith a mark', ''],
])('a field of %j is read as it stands', async (text, more) => {
  await send(partOf(named('prompt') + more, text), multipart());
  expect(read).toEqual({ form: { prompt: text } });
});

test('a file whose name is not UTF-8 is taken, under a name that is', async () => {
  await send(partOf(`${named('file')}; filename="cl\xe9.png"`, 'a picture'), multipart());
  expect(read).toMatchObject({ form: { file: { fileName: 'cl\ufffd.png', bytes: 9 } } });
});

test('a form that is too large is refused while its texts and files arrive, however it is sent', async () => {
  for (const more of ['', '; filename="a.png"']) {
    const large = partOf(named('prompt') + more, Buffer.alloc(2 * bytesMax, 'x'));
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        // Without an end: whoever waits for it waits for ever.
        stream.enqueue(new Uint8Array(large.subarray(0, -40)));
      },
    });
    const sent = fetch(url, { method: 'POST', body, headers: multipart(), duplex: 'half' });
    await expect
      .poll(() => read, { timeout: 5_000 })
      .toMatchObject({
        problem: { code: 'body_too_large' },
      });
    expect(heldBytes).toBe(0);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
    await sent.catch(() => undefined);
    read = { error: null };
  }
});

test('a part without a name is refused', async () => {
  await send(partOf('content-disposition: form-data', 'x'), multipart());
  expect(read).toMatchObject({ problem: { code: 'malformed_body' } });
});

test('a disk that takes no file does not leave the client waiting', async () => {
  const away = join(folder, 'away', 'file');
  store = { ...store, temporaryPath: () => away };
  const form = new FormData();
  form.set('image', new Blob([Buffer.alloc(90_000)]), 'picture.png');
  form.set('prompt', 'a river');
  await send(form);
  expect(read).toMatchObject({ error: { name: 'StorageError' } });
});

test.each(['constructor', '__proto__', 'CONSTRUCTOR'])(
  'a header of a part that is called %s, at which the parser throws, ends its form',
  async (name) => {
    const bad = partOf(`${named('prompt')}\r\n${name}: x`, 'a river');
    await send(bad, multipart());
    expect(read).toMatchObject({ problem: { code: 'malformed_body' } });
    // Behind a file that the disk is slow to take it is met in another turn.
    const file = partOf(`${named('file')}; filename="a.png"`, Buffer.alloc(80_000, 'x'));
    const both = Buffer.concat([file.subarray(0, -'--b--\r\n'.length), bad]);
    await send(both, multipart());
    expect(read).toMatchObject({ problem: { code: 'malformed_body' } });
  },
);

test('parts that say nothing of themselves are counted as well', async () => {
  await send(`${'--b\r\n\r\n\r\n'.repeat(5_000)}--b--\r\n`, multipart());
  expect(read).toMatchObject({
    problem: { code: 'malformed_body', message: expect.stringContaining('parts') as string },
  });
});

test('a field has a name that can be told, however much a header may hold', async () => {
  await send(partOf(named('x'.repeat(300)), 'a river'), multipart());
  expect(read).toMatchObject({
    problem: { code: 'malformed_body', message: expect.stringContaining('name') as string },
  });
});

test('what every object has is no field, until a form gives it', async () => {
  await send(formOf(['toString[mine]', 'x'], ['valueOf', 'y']));
  expect(read).toEqual({ form: { toString: { mine: 'x' }, valueOf: 'y' } });
  // Whoever writes to what all objects share keeps it for ever.
  expect(Object.prototype.toString).not.toHaveProperty('mine');
});
