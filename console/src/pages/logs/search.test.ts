import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { logsDefaults, logsSearch, requestFilterOf } from './search.ts';

test('an address without a filter asks for everything', () => {
  const state = z.parse(logsSearch, {});
  expect(state).toEqual(logsDefaults);
  expect(requestFilterOf(state)).toEqual({});
});

test('filters are those of the API; what is none is taken for left out', () => {
  const state = z.parse(logsSearch, { status: '4xx', method: 'FETCH', key: 'k', path: '/v1' });
  expect(requestFilterOf(state)).toEqual({ status: '4xx', keyId: 'k', path: '/v1' });
  expect(z.parse(logsSearch, { status: 'all' }).status).toBe('');
});
