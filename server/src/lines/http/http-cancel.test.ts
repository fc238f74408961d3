import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { FetchRefusal, type Call } from '../../media/fetch.ts';
import { createLineClient } from './client.ts';
import { cancel, canStop } from './http-cancel.ts';

/** What a line is asked where a customer cancels, and what its answers prove. */

/** Those whose documents have a call for it; of Ark and its like only what still waits can be stopped. */
const stoppable = ['seedance2ink', 'threehei', 'ark'];

interface Told {
  status: number;
  body?: unknown;
}

let asked: string[];
let answers: (Told | 'lost')[];
let isWithinRate: boolean;
let troubles: string[];

beforeEach(() => {
  asked = [];
  answers = [];
  isWithinRate = true;
  troubles = [];
});

function named(name: string): Dialect {
  const found = dialects.find((one) => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function cancelAt(dialect: Dialect) {
  const fetch = {
    call(url: string, { method }: Call) {
      asked.push(`${method} ${new URL(url).pathname}`);
      const answer = answers.shift();
      if (!answer) throw new Error(`nothing to answer to ${asked.join(', ')}`);
      if (answer === 'lost') return Promise.reject(new FetchRefusal('connect', 'cut'));
      const { status, body = {} } = answer;
      return Promise.resolve({ status, headers: {}, answer: JSON.stringify(body), tookMs: 1 });
    },
  };
  const client = createLineClient({ dialect, baseUrl: 'https://up.example', secret: 's', fetch });
  return cancel(
    {
      dialect,
      mayCall: () => Promise.resolve(isWithinRate),
      trouble: (kind) => {
        troubles.push(kind);
      },
    },
    client,
    { upstreamId: 'up-1', attemptId: 'task-1' },
  );
}

test.each(dialects)('$name: whether it is asked at all', async (dialect) => {
  const isAsked = stoppable.includes(dialect.name);
  expect(canStop(dialect)).toBe(isAsked);
  if (isAsked) return;
  expect(await cancelAt(dialect)).toBe('unstoppable');
  expect(asked).toEqual([]);
});

describe.each(['ark', 'threehei'])('%s, whose delete stops what waits', (name) => {
  const at = (status: string): Told => ({ status: 200, body: { id: 'up-1', status } });

  test('is asked before and after', async () => {
    answers = [at('queued'), { status: 200 }, at('cancelled')];
    expect(await cancelAt(named(name))).toBe('stopped');
    expect(asked.map((call) => call.split(' ')[0])).toEqual(['GET', 'DELETE', 'GET']);
  });

  test.each([
    ['what runs is not deleted', [at('running')], 'unstoppable', 1],
    ['nor what is over', [at('succeeded')], 'unstoppable', 1],
    ['what an earlier delete has stopped is stopped', [at('cancelled')], 'stopped', 1],
    ['a no to the delete is a no', [at('queued'), { status: 409 }], 'unstoppable', 2],
    [
      'what began meanwhile goes on',
      [at('queued'), { status: 200 }, at('running')],
      'unstoppable',
      3,
    ],
    ['trouble before is no answer', [{ status: 500 }], 'unanswered', 1],
    ['nor in between', [at('queued'), 'lost' as const], 'unanswered', 2],
    ['nor after', [at('queued'), { status: 200 }, { status: 429 }], 'unanswered', 3],
  ] as const)('%s', async (_name, told, answer, calls) => {
    answers = [...told];
    expect(await cancelAt(named(name))).toBe(answer);
    expect(asked).toHaveLength(calls);
  });
});

describe('ark, which repeats our word: what another task says of itself is no answer', () => {
  const of = (status: string, safety_identifier: string): Told => ({
    status: 200,
    body: { id: 'up-1', status, safety_identifier },
  });

  test.each<[string, Told[], number]>([
    ['before', [of('cancelled', 'task-2')], 1],
    ['before, where it waits', [of('queued', 'task-2')], 1],
    ['after', [of('queued', 'task-1'), { status: 200 }, of('cancelled', 'task-2')], 3],
  ])('%s', async (_when, told, calls) => {
    answers = [...told];
    expect(await cancelAt(named('ark'))).toBe('unanswered');
    expect(asked).toHaveLength(calls);
    expect(troubles).toEqual(['wrong_task']);
  });

  test('that it is ours is one', async () => {
    answers = [of('queued', 'task-1'), { status: 200 }, of('cancelled', 'task-1')];
    expect(await cancelAt(named('ark'))).toBe('stopped');
    expect(troubles).toEqual([]);
  });
});

describe('seedance2.ink, which cancels what runs', () => {
  test.each([
    ['cancelled', { status: 200, body: { requestId: 'up-1', status: 'cancelled' } }, 'stopped'],
    [
      'another state',
      { status: 200, body: { requestId: 'up-1', status: 'processing' } },
      'unstoppable',
    ],
    ['a no', { status: 409 }, 'unstoppable'],
    ['trouble', { status: 503 }, 'unanswered'],
    ['a bad key', { status: 401 }, 'unanswered'],
    ['nothing', 'lost', 'unanswered'],
  ] as const)('says %s', async (_name, told, answer) => {
    answers = [told];
    expect(await cancelAt(named('seedance2ink'))).toBe(answer);
    expect(asked).toEqual(['POST /api/open/v1/video/generations/up-1/cancel']);
  });

  test('is not asked beyond its rate', async () => {
    isWithinRate = false;
    expect(await cancelAt(named('seedance2ink'))).toBe('unanswered');
    expect(asked).toEqual([]);
  });
});
