import { expect, test } from 'vitest';
import { keyBodyOf, keyScopes } from './key-values.ts';

const empty = {
  name: ' render ',
  mode: 'live' as const,
  budget: '',
  period: 'none' as const,
  scopes: keyScopes,
  models: [],
  addresses: '',
  expires: '',
  createsPerMinute: '',
  tasksAtOnce: '',
  heldCreditsMost: '',
};

test('what is left alone binds nothing', () => {
  expect(keyBodyOf(empty)).toEqual({ mode: 'live', name: 'render' });
});

test('every term is sent as the API names it', () => {
  const body = keyBodyOf({
    ...empty,
    period: 'total',
    budget: '12.5',
    scopes: ['tasks:read'],
    models: ['seedance-2.0'],
    addresses: '203.0.113.0/24，198.51.100.7\n',
    expires: '2026-12-31',
    createsPerMinute: '60',
    tasksAtOnce: '4',
    heldCreditsMost: '100',
  });
  expect(body).toEqual({
    mode: 'live',
    name: 'render',
    budget: { credits: 12.5, period: 'total' },
    scopes: ['tasks:read'],
    models: ['seedance-2.0'],
    addresses: ['203.0.113.0/24', '198.51.100.7'],
    expiresAt: new Date(2027, 0, 1).toISOString(),
    createsPerMinute: 60,
    tasksAtOnce: 4,
    heldCreditsMost: 100,
  });
});
