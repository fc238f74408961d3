import { expect, test } from 'vitest';
import type { LineModel } from './line.ts';
import { slotBounds } from './slots.ts';

function model(over: Partial<LineModel>): LineModel {
  return { family: 'seedance-2.0', upstreamName: 'm', tasksMax: 10, cost: null, ...over };
}

test('a resolution may be bounded within the family', () => {
  const models = [model({ tasksMaxAt: { '4k': 1 } })];
  expect(slotBounds(models, 'seedance-2.0', '4k')).toEqual({ tasksMax: 10, tasksMaxHere: 1 });
  expect(slotBounds(models, 'seedance-2.0', '720p')).toEqual({ tasksMax: 10, tasksMaxHere: 10 });
});

test('models of one family add up, and one without a bound leaves none', () => {
  const two = [model({ tasksMaxAt: { '4k': 1 } }), model({ tasksMax: 3 })];
  expect(slotBounds(two, 'seedance-2.0', '4k')).toEqual({ tasksMax: 13, tasksMaxHere: 4 });
  const unbounded = [...two, model({ tasksMax: null })];
  expect(slotBounds(unbounded, 'seedance-2.0', '4k')).toEqual({
    tasksMax: null,
    tasksMaxHere: null,
  });
});

test('a resolution may be bounded where the family is not, and other families do not count', () => {
  const models = [
    model({ tasksMax: null, tasksMaxAt: { '4k': 2 } }),
    model({ family: 'seedance-2.5' }),
  ];
  expect(slotBounds(models, 'seedance-2.0', '4k')).toEqual({ tasksMax: null, tasksMaxHere: 2 });
});
