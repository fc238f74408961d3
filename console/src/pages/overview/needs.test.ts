import { expect, test } from 'vitest';
import type { Key } from '../../../../client/src/api-types.ts';
import { needsOf } from './needs.ts';

const now = Date.parse('2026-11-29T12:00:00.000Z');
const key: Key = {
  id: 'key_1',
  name: 'prod-render',
  mode: 'live',
  prefix: 'fg_live_',
  lastFour: '3aXk',
  state: 'active',
  scopes: null,
  models: null,
  addresses: null,
  expiresAt: null,
  createsPerMinute: null,
  tasksAtOnce: null,
  budget: null,
  heldCreditsMost: null,
  limits: [],
  formerSecrets: [],
  createdAt: '2026-11-01T00:00:00.000Z',
  lastUsedAt: null,
};
const budget: Key['limits'][number] = {
  of: 'key',
  limit: 'budget',
  most: 100,
  used: 90,
  left: 10,
  waiting: null,
  waitingMost: null,
  period: 'month',
  periodStart: null,
  resetsAt: null,
  timeZone: null,
};
const nothing = { notices: [], forecast: undefined, keys: [], now };

test('nothing needs anybody', () => {
  const forecast = { dailyCredits: 1, lastsDays: 15 };
  const later = { ...key, expiresAt: '2026-12-29T12:00:00.000Z' };
  expect(needsOf({ ...nothing, forecast, keys: [key, later] })).toEqual([]);
});

test('the most urgent stands first', () => {
  const needs = needsOf({
    ...nothing,
    notices: [
      { id: 'a', kind: 'price_change', severity: 'info', object: 'b', since: '2026-11-29' },
      { id: 'c', kind: 'endpoint_disabled', severity: 'warning', object: 'd', since: '2026-11-29' },
    ],
    forecast: { dailyCredits: 80, lastsDays: 13.4 },
    keys: [
      { ...key, limits: [budget] },
      { ...key, id: 'key_2', expiresAt: '2026-12-01T12:00:00.000Z' },
    ],
  });
  expect(needs.map(({ kind }) => kind)).toEqual([
    'endpoint_disabled',
    'key_budget',
    'key_expires',
    'balance_ends',
    'price_change',
  ]);
  expect(needs[1]).toMatchObject({ percent: 90 });
  expect(needs[3]).toMatchObject({ days: 13 });
});

test('of keys that work no more nobody has to hear', () => {
  const keys = [{ ...key, state: 'revoked' as const, limits: [budget] }];
  expect(needsOf({ ...nothing, keys })).toEqual([]);
});
