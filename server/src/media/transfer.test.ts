import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch, FetchRefusal, type DownloadLimits } from './fetch.ts';
import type { GuardedFetch, GuardedFetchOptions } from './fetch.ts';
import { pretendInternet, resolverOf, startWeb, type WebServer } from './testing/network.ts';

let dir = '';
let web: WebServer;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { url: string; range: string | undefined; ifRange: string | undefined }[] = [];
const open: GuardedFetch[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'transfer-'));
  web = await startWeb((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({ url: request.url ?? '', range, ifRange: ifRange as string | undefined });
    answer(request, response);
  });
});
beforeEach(() => {
  asked = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  expect(await readdir(dir)).toEqual([]);
});
afterAll(async () => {
  await web.close();
  await rm(dir, { recursive: true, force: true });
});

function guard(options: Partial<GuardedFetchOptions> = {}): GuardedFetch {
  const fetch = createGuardedFetch({
    allowPrivateHosts: true,
    idleMs: 200,
    resumeAfterMs: 5,
    ...options,
  });
  open.push(fetch);
  return fetch;
}

const limits: DownloadLimits = { bytesMax: 1_000_000, totalMs: 20_000, resumesMax: 3 };

/** The bytes that were saved; throws what the download throws. */
async function download(
  more: Partial<DownloadLimits> = {},
  fetch = guard(),
  url = `http://127.0.0.1:${String(web.port)}/film`,
): Promise<Buffer> {
  const to = join(dir, randomBytes(8).toString('hex'));
  const done = await fetch.download(url, to, { ...limits, ...more });
  const body = await readFile(to);
  await rm(to);
  expect(done.bytes).toBe(body.length);
  expect(done.sha256).toBe(createHash('sha256').update(body).digest('hex'));
  return body;
}

async function refusal(work: Promise<unknown>): Promise<FetchRefusal> {
  const error: unknown = await work.then(
    () => 'not refused',
    (reason: unknown) => reason,
  );
  if (!(error instanceof FetchRefusal)) throw new TypeError('no refusal', { cause: error });
  return error;
}

const film = randomBytes(200_000);

interface Manners {
  film?: Buffer;
  etag?: string | null;
  /** Where it breaks off, by request; null and later ones are whole. */
  breaks?: readonly (number | null)[];
  ignoresRange?: boolean;
  ignoresIfRange?: boolean;
  saysNoLength?: boolean;
  /** Instead of breaking the connection it goes on in silence. */
  stalls?: boolean;
}

/** Resolves when so many bytes are in the file that is being written, or it was given up. */
async function arrived(bytes: number): Promise<void> {
  for (;;) {
    const [name] = await readdir(dir);
    const found = name === undefined ? null : await stat(join(dir, name)).catch(() => null);
    if (found === null || found.size >= bytes) return;
    await immediate();
  }
}

/** A file server as RFC 9110 has it, but for its manners. */
function serve(manners: () => Manners): void {
  answer = (request, response) => {
    const {
      etag = '"one"',
      ignoresRange,
      ignoresIfRange,
      saysNoLength,
      stalls,
      ...more
    } = manners();
    const bytes = more.film ?? film;
    const condition = request.headers['if-range'];
    const isCurrent = condition === undefined || condition === etag || ignoresIfRange === true;
    const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
    const start = ignoresRange === true || !isCurrent ? 0 : from;
    if (start >= bytes.length) {
      response.writeHead(416).end();
      return;
    }
    response.writeHead(start > 0 ? 206 : 200, {
      ...(etag === null ? {} : { etag }),
      ...(saysNoLength === true ? {} : { 'content-length': bytes.length - start }),
      ...(start > 0
        ? {
            'content-range': `bytes ${String(start)}-${String(bytes.length - 1)}/${String(bytes.length)}`,
          }
        : {}),
    });
    const stop = more.breaks?.[asked.length - 1];
    if (stop == null) response.end(bytes.subarray(start));
    else {
      response.write(bytes.subarray(start, stop), () => {
        if (stalls !== true) void arrived(stop).then(() => response.destroy());
      });
    }
  };
}

describe('a transfer that breaks off', () => {
  test('goes on where it was, as long as the file is the same', async () => {
    serve(() => ({ breaks: [70_000, 150_000] }));
    expect(await download()).toEqual(film);
    expect(asked.map(({ range, ifRange }) => ({ range, ifRange }))).toEqual([
      { range: undefined, ifRange: undefined },
      { range: 'bytes=70000-', ifRange: '"one"' },
      { range: 'bytes=150000-', ifRange: '"one"' },
    ]);
  });

  test('goes on without an ETag where the length tells that the file is the same', async () => {
    serve(() => ({ etag: null, breaks: [70_000] }));
    expect(await download()).toEqual(film);
    expect(asked[1]).toMatchObject({ range: 'bytes=70000-', ifRange: undefined });
  });

  test('never names a weak ETag', async () => {
    serve(() => ({ etag: 'W/"one"', breaks: [70_000] }));
    expect(await download()).toEqual(film);
    expect(asked[1]).toMatchObject({ ifRange: undefined });
  });

  test('goes on after it stood still', async () => {
    serve(() => ({ breaks: [70_000], stalls: true }));
    expect(await download()).toEqual(film);
    expect(asked[1]).toMatchObject({ range: 'bytes=70000-' });
  });

  test('begins anew where nothing tells what the rest belongs to', async () => {
    serve(() => ({ etag: null, saysNoLength: true, breaks: [70_000] }));
    expect(await download()).toEqual(film);
    expect(asked[1]).toMatchObject({ range: undefined });
  });

  test('begins anew where the server knows no ranges', async () => {
    serve(() => ({ ignoresRange: true, breaks: [70_000, 120_000] }));
    expect(await download()).toEqual(film);
    expect(asked).toHaveLength(3);
  });

  test('begins anew where the file is another one now', async () => {
    const other = randomBytes(90_000);
    serve(() => (asked.length === 1 ? { breaks: [70_000] } : { film: other, etag: '"two"' }));
    expect(await download()).toEqual(other);
  });

  test.each<[string, Manners]>([
    ['another ETag', { etag: '"two"', ignoresIfRange: true }],
    ['another length', { etag: null, film: randomBytes(90_000) }],
    ['no more bytes', { etag: null, film: film.subarray(0, 80_000) }],
  ])('mixes no two files that differ by %s', async (_, later) => {
    const etag = later.etag === null ? null : '"one"';
    serve(() => (asked.length === 1 ? { etag, film, breaks: [85_000] } : later));
    expect(await download()).toEqual(later.film ?? film);
    expect(asked.at(-1)).toMatchObject({ range: undefined });
  });

  test.each(['bytes 0-199999/200000', 'bytes 70001-199999/200000', 'pages 1-2/3', undefined])(
    'believes no part that is said to be %s',
    async (said) => {
      serve(() => ({ breaks: [70_000] }));
      const wellBehaved = answer;
      answer = (request, response) => {
        if (request.headers.range === undefined) wellBehaved(request, response);
        else response.writeHead(206, said === undefined ? {} : { 'content-range': said }).end('no');
      };
      expect(await download()).toEqual(film);
      expect(asked.map(({ range }) => range)).toEqual([undefined, 'bytes=70000-', undefined]);
    },
  );

  test('is whole in the end, wherever it breaks off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 2 }),
        fc.constantFrom('"one"', 'W/"one"', null),
        fc.boolean(),
        async (breaks, etag, ignoresRange) => {
          asked = [];
          const small = film.subarray(0, 3_000);
          serve(() => ({ film: small, breaks, etag, ignoresRange }));
          expect(await download()).toEqual(small);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a transfer ends', () => {
  test('after so many tries, where the server never sends what it announced', async () => {
    serve(() => ({ breaks: [10, 20, 30, 40, 50, 60] }));
    expect(await refusal(download())).toMatchObject({ reason: 'connect' });
    expect(asked).toHaveLength(4);
  });

  test('at the first break where it may not go on', async () => {
    serve(() => ({ breaks: [70_000] }));
    await refusal(download({ resumesMax: 0 }));
    expect(asked).toHaveLength(1);
  });

  test('when its time is over, however often it may go on', async () => {
    serve(() => ({ breaks: Array.from({ length: 100 }, () => 70_000), stalls: true }));
    const found = await refusal(download({ totalMs: 900, resumesMax: 100 }));
    expect(found).toMatchObject({ reason: 'timeout' });
    expect(asked.length).toBeLessThan(4);
  });

  test('at the limit, counted over all its parts', async () => {
    const endless = Buffer.alloc(3_000_000);
    serve(() => ({ film: endless, saysNoLength: true, breaks: [600_000] }));
    expect(await refusal(download())).toMatchObject({ reason: 'too_large' });
  });

  test('at once where the server says that the file is gone, or expired', async () => {
    for (const status of [403, 404, 410]) {
      asked = [];
      serve(() => ({ breaks: [70_000] }));
      const wellBehaved = answer;
      answer = (request, response) => {
        if (asked.length === 1) wellBehaved(request, response);
        else response.writeHead(status).end();
      };
      expect(await refusal(download())).toMatchObject({ reason: 'status' });
      expect(asked).toHaveLength(2);
    }
  });
});

describe('a transfer that goes on is checked like the first time', () => {
  const names = { 'films.example': ['93.184.215.14'], 'inside.example': ['10.0.0.1'] };

  test('where a redirect leads inside by then', async () => {
    const world = pretendInternet(() => web.port);
    const fetch = guard({
      allowPrivateHosts: false,
      build: world.build,
      resolve: resolverOf(names),
    });
    serve(() => ({ breaks: [null, 70_000] }));
    const wellBehaved = answer;
    answer = (request, response) => {
      const host = asked.length < 3 ? 'films.example' : 'inside.example';
      if (request.url === '/film')
        response.writeHead(302, { location: `http://${host}/file` }).end();
      else wellBehaved(request, response);
    };
    const found = await refusal(download({}, fetch, 'http://films.example/film'));
    expect(found).toMatchObject({ reason: 'address' });
    expect(new Set(world.opened)).toEqual(new Set(['93.184.215.14']));
  });

  test('and asks for the rest behind a redirect, with the key for its own host alone', async () => {
    const keys: (string | undefined)[] = [];
    serve(() => ({ breaks: [null, 70_000] }));
    const wellBehaved = answer;
    answer = (request, response) => {
      keys.push(request.headers.authorization);
      const location = `http://localhost:${String(web.port)}/file`;
      if (request.url === '/film') response.writeHead(302, { location }).end();
      else wellBehaved(request, response);
    };
    const fetch = guard({ resolve: resolverOf({ localhost: ['127.0.0.1'] }) });
    expect(await download({ headers: { authorization: 'Bearer k' } }, fetch)).toEqual(film);
    expect(keys).toEqual(['Bearer k', undefined, 'Bearer k', undefined]);
    expect(asked.map(({ range }) => range)).toEqual([
      undefined,
      undefined,
      'bytes=70000-',
      'bytes=70000-',
    ]);
  });
});
