import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { operationOf } from '../../dialects/testing/operations.ts';
import { taskOutput, taskView } from '../../generation/testing.ts';
import type { TaskView } from '../../generation/view.ts';
import type { LookAt } from '../../making/driver.ts';
import { planned } from '../../making/testing/planned.ts';
import {
  creatingLine,
  lineThatSpeaks,
  scriptedUpstream,
  type Upstream,
} from '../testing/speaking-line.ts';

/** What a line says of another task than it was asked for is not believed: it would be another's film. */

let upstream: Upstream;

beforeEach(() => {
  upstream = scriptedUpstream();
});

const attempt = (number = 1): LookAt => ({
  upstreamId: `up-${String(number)}`,
  attemptId: `task-${String(number)}`,
  request: planned(),
});

const film = (view: Partial<TaskView>) =>
  taskView({
    state: 'succeeded',
    progress: 100,
    finishedAtMs: Date.UTC(2026, 10, 21, 9),
    output: taskOutput(),
    chargedMicros: 40_000_000n,
    completionTokens: 108_900,
    ...view,
  });

const told = (dialect: Dialect, view: TaskView): unknown =>
  JSON.parse(JSON.stringify(operationOf(dialect, 'get').answers.encode(view)));

const answering = (body: unknown) => {
  upstream.answer = () => ({ status: 200, body });
};

describe.each(dialects.map((one) => [one.name, one] as const))('%s', (_name, dialect) => {
  test('a get that answers with another id says nothing of the one that was asked for', async () => {
    const line = lineThatSpeaks(dialect, upstream);
    answering(told(dialect, film({ id: 'up-2' })));
    expect((await line.look([attempt(1)])).size).toBe(0);
    expect(upstream.troubles).toEqual(['wrong_task']);
    expect(await line.result(attempt(1))).toBeNull();
    answering(told(dialect, film({ id: 'up-1' })));
    expect((await line.look([attempt(1)])).get('up-1')).toMatchObject({ state: 'succeeded' });
    expect(await line.result(attempt(1))).not.toBeNull();
  });

  test.skipIf(!dialect.operations.some(({ does }) => does === 'cancel'))(
    'a cancel that answers with another id has answered nothing',
    async () => {
      const line = lineThatSpeaks(dialect, upstream);
      const { encode } = operationOf(dialect, 'cancel').answers;
      answering(encode(taskView({ id: 'up-2', state: 'cancelled' })));
      expect(await line.cancel(attempt())).toBe('unanswered');
      answering(encode(taskView({ id: 'up-1', state: 'cancelled' })));
      expect(await line.cancel(attempt())).toBe('stopped');
    },
  );
});

const repeatTokens = dialects.flatMap((one) =>
  one.attemptToken === undefined ? [] : [[one.name, one, one.attemptToken] as const],
);

describe.each(repeatTokens)('%s, which repeats our word', (_name, dialect, key) => {
  const withToken = (token: string | undefined, number = 1) =>
    film({
      id: `up-${String(number)}`,
      metadata: token === undefined ? null : JSON.stringify({ [key]: token }),
    });

  test.each(['task-2', 'task', 'somebody'])(
    'a task under the word %s is another one',
    async (token) => {
      const line = lineThatSpeaks(dialect, upstream);
      answering(told(dialect, withToken(token)));
      expect((await line.look([attempt()])).size).toBe(0);
      expect(upstream.troubles).toEqual(['wrong_task']);
      expect(await line.result(attempt())).toBeNull();
    },
  );

  test.each([
    ['ours', 'task-1'],
    ['none', undefined],
    ['an empty one', ''],
  ])('a task under a word that is %s is the one that was asked for', async (_what, token) => {
    const line = lineThatSpeaks(dialect, upstream);
    answering(told(dialect, withToken(token)));
    expect((await line.look([attempt()])).get('up-1')).toMatchObject({ state: 'succeeded' });
    expect(upstream.troubles).toEqual([]);
    expect(await line.result(attempt())).not.toBeNull();
  });

  test('in a list as well', async () => {
    const line = lineThatSpeaks(dialect, upstream);
    const { encode } = operationOf(dialect, 'list').answers;
    const tasks = [1, 2, 3, 4, 5, 6].map((number) =>
      withToken(number === 4 ? 'task-5' : `task-${String(number)}`, number),
    );
    answering(JSON.parse(JSON.stringify(encode({ tasks, total: 6, hasMore: false }))));
    const seen = await line.look([1, 2, 3, 4, 5, 6].map(attempt));
    expect([...seen.keys()].toSorted()).toEqual(['up-1', 'up-2', 'up-3', 'up-5', 'up-6']);
    expect(upstream.troubles).toEqual(['wrong_task']);
  });
});

describe('a list', () => {
  const many = Array.from({ length: 30 }, (_, index) => attempt(index));
  const inList = (url: URL) => url.pathname.endsWith('/tasks');
  const running = (id: string) => ({ id, status: 'running' });

  test('that leaves some out is not believed: a few of them are asked for each time', async () => {
    const line = lineThatSpeaks('ark', upstream);
    upstream.answer = (url) => {
      if (!inList(url)) return { status: 200, body: running(url.pathname.split('/').at(-1) ?? '') };
      const ids = url.searchParams.getAll('filter.task_ids').slice(0, 20);
      return { status: 200, body: { total: 30, items: ids.map(running) } };
    };
    expect((await line.look(many)).size).toBe(24);
    expect(upstream.taken).toEqual([['get', 4]]);
    expect(upstream.troubles).toEqual([]);
  });

  test.each([404, 414, 500])(
    'that is refused with %i leaves a few to be asked for',
    async (status) => {
      const line = lineThatSpeaks('ark', upstream);
      upstream.answer = (url) =>
        inList(url)
          ? { status, body: null }
          : { status: 200, body: running(url.pathname.split('/').at(-1) ?? '') };
      expect((await line.look(many)).size).toBe(4);
      expect(upstream.troubles).toEqual(['failed_look']);
    },
  );

  test('beyond the rate of gets asks for none of them', async () => {
    const line = lineThatSpeaks('ark', upstream, {
      takeNow: () => Promise.resolve({ taken: 0, waitSeconds: 1, apartSeconds: 0 }),
    });
    upstream.answer = () => ({ status: 200, body: { total: 0, items: [] } });
    expect((await line.look(many)).size).toBe(0);
    expect(upstream.asked).toHaveLength(1);
  });
});

const orderOf = (attemptId: string) =>
  ({ attemptId, taskId: 'task', mode: 'live', model: 'm', request: planned() }) as const;

test('a create that is answered with the id of another task is lost', async () => {
  const line = lineThatSpeaks('ark', upstream, {
    line: creatingLine,
    isTaken: (id) => Promise.resolve(id === 'up-1'),
  });
  answering({ id: 'up-1' });
  expect(await line.submit(orderOf('task-2'))).toMatchObject({ kind: 'lost' });
  expect(upstream.troubles).toContain('wrong_task');
  answering({ id: 'up-2' });
  expect(await line.submit(orderOf('task-2'))).toEqual({ kind: 'accepted', upstreamId: 'up-2' });
});

test('of two creates that are answered with one id at once, one is lost', async () => {
  // Neither is written down when the other is looked for.
  const line = lineThatSpeaks('ark', upstream, { line: creatingLine });
  answering({ id: 'up-1' });
  const both = await Promise.all(['task-1', 'task-2'].map((id) => line.submit(orderOf(id))));
  expect(both).toMatchObject([{ kind: 'accepted', upstreamId: 'up-1' }, { kind: 'lost' }]);
  expect(upstream.troubles).toContain('wrong_task');
  // A create that is sent again is told the id that it had.
  expect(await line.submit(orderOf('task-1'))).toMatchObject({ kind: 'accepted' });
  expect(await line.submit(orderOf('task-2'))).toMatchObject({ kind: 'lost' });
});
