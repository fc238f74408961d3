import { expect, test } from 'vitest';
import type { Line, LineModel } from './line.ts';
import { servingLines } from './serving.ts';

const model = (over: Partial<LineModel> = {}): LineModel => ({
  family: 'seedance-2.0',
  upstreamName: 'doubao-seedance-2-0-260128',
  tasksMax: 3,
  cost: null,
  ...over,
});

function open(id: string, over: Partial<Line> = {}) {
  const line: Line = {
    id,
    name: id,
    dialect: 'ark',
    baseUrl: 'https://upstream.example',
    models: [model()],
    priority: 0,
    weight: 1,
    callRates: { create: 5, get: 10, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
    enabled: true,
    draining: false,
    resendLost: false,
    rerunFailed: false,
    cancel: null,
    unknownHours: 72,
    version: 1,
    ...over,
  };
  return { line, secret: null };
}

test('lines that are off, drain or serve other families take nothing of a family', () => {
  const lines = [
    open('serves'),
    open('off', { enabled: false }),
    open('drains', { draining: true }),
    open('other', { models: [model({ family: 'seedance-2.5' })] }),
  ];
  expect(servingLines(lines, 'seedance-2.0').map(({ id }) => id)).toEqual(['serves']);
});

test('a line takes as many tasks of a family as all its models of it together', () => {
  const bounded = open('bounded', {
    models: [model(), model({ tasksMax: 4 }), model({ family: 'seedance-2.5', tasksMax: 9 })],
  });
  const unbounded = open('unbounded', { models: [model(), model({ tasksMax: null })] });
  expect(servingLines([bounded, unbounded], 'seedance-2.0')).toEqual([
    { id: 'bounded', tasksMax: 7, createsPerSecond: 5 },
    { id: 'unbounded', tasksMax: Infinity, createsPerSecond: 5 },
  ]);
});
