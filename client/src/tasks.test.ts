import { describe, expect, expectTypeOf, test } from 'vitest';
import type { CreateTaskBody, Key, Task, TaskInEvent } from './api-types.ts';
import { ConnectionError, NotFoundError, TaskError } from './errors.ts';
import { event, json, lost, openWire, refusal, stream, task } from './testing/wire.ts';

const body: CreateTaskBody = { model: 'seedance-2.0', prompt: 'A river' };
const made = task('succeeded', { progress: 100, output: { videoUrl: 'https://a.example/v.mp4' } });
const over = (): Response => new Response(null, { status: 204 });
const paths = (sent: readonly Request[]): string[] =>
  sent.map(({ method, url }) => `${method} ${new URL(url).pathname.replace('/platform/v1', '')}`);

describe('a task that is waited for', () => {
  test('is followed by its events, and read at its end', async () => {
    const { tasks, sent, pauses } = openWire([
      json(task('queued'), 202),
      stream(
        event(0, 'task.queued', task('queued')),
        event(2, 'task.running', task('running')),
        event(null, 'task.progress', task('running', { progress: 40 })),
        event(null, 'task.progress', task('running', { progress: 40 })),
        event(3, 'task.succeeded', made),
      ),
      json(made),
    ]);
    const seen: string[] = [];
    const done = await tasks.createAndWait(body, {
      onProgress: ({ state, progress }) => seen.push(`${state} ${String(progress)}`),
    });
    expectTypeOf(done.output.videoUrl).toEqualTypeOf<string>();
    expect(done.output.videoUrl).toBe('https://a.example/v.mp4');
    expect(seen).toEqual(['queued 0', 'running 0', 'running 40', 'succeeded 100']);
    expect(paths(sent)).toEqual(['POST /tasks', 'GET /tasks/req_1/events', 'GET /tasks/req_1']);
    expect(pauses).toEqual([]);
  });

  test('is followed on where a stream broke off', async () => {
    const { tasks, sent, pauses } = openWire([
      stream('retry: 700\n\n', event(2, 'task.running', task('running'))),
      stream(event(3, 'task.succeeded', made)),
      json(made),
    ]);
    await tasks.wait('req_1');
    expect(sent.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '2', null]);
    expect(pauses).toEqual([700]);
  });

  test.each([
    ['are too many of', () => refusal(429, 'rate_limited', { retryable: true })],
    ['come from a proxy that has none', () => new Response('<h1>No</h1>', { status: 400 })],
  ])('is read now and then where streams there %s', async (_what, refused) => {
    const running = json(task('running'), 200, { 'retry-after': '4' });
    const { tasks, pauses } = openWire([
      ...(refused().status === 429 ? [refused(), refused()] : [refused()]),
      running,
      lost,
      lost,
      lost,
      json(task('running')),
      json(made),
    ]);
    expect(await tasks.wait('req_1')).toEqual(made);
    // As the answer said, then longer and longer, then as usual.
    expect(pauses.slice(-5)).toEqual([4_000, 500, 1_000, 500, 2_000]);
  });

  test('is given up on where the server does not come back', async () => {
    const { tasks, sent } = openWire(Array.from({ length: 100 }, () => lost));
    await expect(tasks.wait('req_1')).rejects.toThrow(ConnectionError);
    expect(sent.length).toBeLessThan(100);
  });

  test('is not given up on for losses that are far between', async () => {
    const rounds = Array.from({ length: 30 }, () => [lost, lost, lost, json(task('running'))]);
    const { tasks } = openWire([over(), ...rounds.flat(), json(made)]);
    expect(await tasks.wait('req_1')).toEqual(made);
  });

  test('is not waited for where there is none', async () => {
    const { tasks, sent } = openWire([refusal(404, 'task_not_found')]);
    await expect(tasks.wait('req_1')).rejects.toThrow(NotFoundError);
    expect(sent).toHaveLength(1);
  });

  test('is over for whoever comes late', async () => {
    const { tasks } = openWire([over(), json(made)]);
    expect(await tasks.wait('req_1')).toEqual(made);
  });

  test('throws what its listener throws', async () => {
    const { tasks } = openWire([stream(event(0, 'task.queued', task('queued')))]);
    const waiting = tasks.wait('req_1', {
      onProgress() {
        throw new RangeError('mine');
      },
    });
    await expect(waiting).rejects.toThrow('mine');
  });
});

test('a task that becomes no video is an error with the task in it', async () => {
  const failed = task('failed', {
    failure: { code: 'content_policy', message: 'Not this.', upstream: null },
  });
  const { tasks } = openWire([json(task('queued'), 202), over(), json(failed)]);
  const error: unknown = await tasks.createAndWait(body).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TaskError);
  expect(error).toMatchObject({ message: 'Not this.', code: 'content_policy', task: failed });
});

describe('whoever wants it no longer', () => {
  function aborting(cancelOnAbort: boolean) {
    const controller = new AbortController();
    const wire = openWire([
      json(task('queued'), 202),
      () => {
        controller.abort(new Error('enough'));
        return stream(event(0, 'task.queued', task('queued')));
      },
      refusal(409, 'not_cancellable'),
    ]);
    const waiting = wire.tasks.createAndWait(body, { signal: controller.signal, cancelOnAbort });
    return { ...wire, waiting };
  }

  test('leaves it to itself', async () => {
    const { waiting, sent } = aborting(false);
    await expect(waiting).rejects.toThrow('enough');
    expect(paths(sent)).toEqual(['POST /tasks', 'GET /tasks/req_1/events']);
  });

  test('cancels it where that was asked for, and is told no more where it is too late', async () => {
    const { waiting, sent } = aborting(true);
    await expect(waiting).rejects.toThrow('enough');
    expect(paths(sent)).toEqual([
      'POST /tasks',
      'GET /tasks/req_1/events',
      'POST /tasks/req_1/cancel',
    ]);
  });

  test('makes none where that was known before', async () => {
    const { tasks, sent } = openWire([]);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(tasks.createAndWait(body, { signal })).rejects.toThrow('enough');
    expect(sent).toEqual([]);
  });
});

test('what a task may cost is that of the client, where it says nothing of it itself', async () => {
  const { tasks, sent } = openWire([json({}, 202), json({}, 202)], { maxCredits: 10 });
  await tasks.create(body);
  await tasks.create({ ...body, maxCredits: 30 });
  const bodies = await Promise.all(sent.map((one) => one.json()));
  expect(bodies).toEqual([
    { ...body, maxCredits: 10 },
    { ...body, maxCredits: 30 },
  ]);
});

describe('a list', () => {
  const first = () => json({ data: [task('queued'), task('running')], nextCursor: 'c2' });
  const last = () => json({ data: [made], nextCursor: null });

  test('is read page by page, each when it is needed', async () => {
    const { tasks, sent } = openWire([first(), last()]);
    const states: string[] = [];
    for await (const one of tasks.list({ limit: 2, endUser: 'u1' })) {
      expectTypeOf(one).toEqualTypeOf<TaskInEvent>();
      states.push(`${one.state} ${String(sent.length)}`);
    }
    expect(states).toEqual(['queued 1', 'running 1', 'succeeded 2']);
    expect(sent.map(({ url }) => new URL(url).search)).toEqual([
      '?limit=2&endUser=u1',
      '?limit=2&endUser=u1&cursor=c2',
    ]);
  });

  test('is read no further than anybody wants', async () => {
    const { tasks, sent } = openWire([first()]);
    for await (const one of tasks.list()) if ((one as { state: string }).state === 'running') break;
    expect(sent).toHaveLength(1);
  });

  test('can be had by the page', async () => {
    const { tasks, sent } = openWire([last(), first(), last()]);
    expect((await tasks.list({ cursor: 'c2' }).page()).nextCursor).toBe(null);
    const counts: number[] = [];
    for await (const { data } of tasks.list().pages()) counts.push(data.length);
    expect(counts).toEqual([2, 1]);
    expect(new URL(sent[0]?.url ?? '').search).toBe('?cursor=c2');
  });
});

test('what can be asked for is known to the compiler', async () => {
  const { calls } = openWire([json({}), json({ data: [], nextCursor: null }), new Response('a,b')]);
  expectTypeOf(await calls.request('getTask', { path: { id: 'a' } })).toEqualTypeOf<Task>();
  for await (const key of calls.list('listKeys', { query: { revoked: true } })) {
    expectTypeOf(key).toEqualTypeOf<Key>();
  }
  expect(await calls.csv('listTransactions', { query: { timeZone: 'Asia/Shanghai' } })).toBe('a,b');
  const refused = () => [
    // @ts-expect-error -- a path is missing
    calls.request('getTask'),
    // @ts-expect-error -- it is no operation
    calls.request('getTasks'),
    // @ts-expect-error -- nobody knows that filter
    calls.list('listTasks', { query: { colour: 'red' } }),
    // @ts-expect-error -- it is no list
    calls.list('getTask', { path: { id: 'a' } }),
    // @ts-expect-error -- a field of the body is missing
    calls.request('createTask', { body: { prompt: 'A river' } }),
  ];
  expect(refused).toBeTypeOf('function');
});
