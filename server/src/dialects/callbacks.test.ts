import { describe, expect, test } from 'vitest';
import { viewsFor } from './testing/fullest.ts';
import { spoken } from './testing/spoken.ts';

const told = spoken.flatMap((dialect) =>
  dialect.callback ? [[dialect.name, dialect, dialect.callback] as const] : [],
);

test('several platforms document a callback', () => {
  expect(told.map(([name]) => name)).toEqual([
    ...['seedance2ink', 'threehei', 'ark', 'newapi'],
    'ninth',
  ]);
});

describe.each(told)('%s', (_name, dialect, callback) => {
  test('a callback says of which task it is and how that stands, as it was told', () => {
    for (const view of viewsFor(dialect)) {
      const body: unknown = JSON.parse(JSON.stringify(callback.body(view)));
      expect(callback.decode(body)).toEqual({
        id: view.id,
        state: dialect.lost.states[view.state] ?? view.state,
      });
    }
  });

  test.each([
    undefined,
    null,
    7,
    'text',
    [],
    {},
    { data: null },
    { data: [] },
    { status: ['queued'] },
  ])('a callback of %j says nothing', (body) => {
    expect(callback.decode(body)).toEqual({ id: null, state: null });
  });
});

test.each<[string, unknown, { id: string | null; state: string | null }]>([
  ['ark', { id: 'cgt-1', status: 'queued' }, { id: 'cgt-1', state: 'queued' }],
  ['ark', { id: 'cgt-1', status: 'running' }, { id: 'cgt-1', state: 'running' }],
  ['ark', { id: 'cgt-1', status: 'succeeded' }, { id: 'cgt-1', state: 'succeeded' }],
  ['ark', { id: 'cgt-1', status: 'pondering' }, { id: 'cgt-1', state: null }],
  ['ark', { id: 'cgt-1' }, { id: 'cgt-1', state: null }],
  ['ark', { data: { id: 'cgt-1' }, status: 'running' }, { id: 'cgt-1', state: 'running' }],
  ['ark', { taskId: 'of another platform', status: 'queued' }, { id: null, state: 'queued' }],
  ['newapi', { data: { task_id: 't-1', status: 'PROCESSING' } }, { id: 't-1', state: 'running' }],
  ['threehei', { task_id: 'cgt-1', status: 'failed' }, { id: 'cgt-1', state: 'failed' }],
  ['seedance2ink', { requestId: 'req_1', status: 'processing' }, { id: 'req_1', state: 'running' }],
])('%s reads %j', (name, body, read) => {
  expect(spoken.find((one) => one.name === name)?.callback?.decode(body)).toEqual(read);
});
