import { describe, expect, test } from 'vitest';
import { failsWhole, isTransient, refusesRow, troubleKind } from './transient.ts';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

describe('what passes by itself is told', () => {
  test.each([
    ['08000', 'connection'],
    ['08001', 'connection'],
    ['08003', 'connection'],
    ['08004', 'connection'],
    ['08006', 'connection'],
    ['08P01', 'connection'],
    ['28000', 'connection'],
    ['28P01', 'connection'],
    ['3D000', 'connection'],
    ['53000', 'resources'],
    ['53100', 'resources'],
    ['53200', 'resources'],
    ['53300', 'resources'],
    ['57000', 'shutdown'],
    ['57014', 'deadline'],
    ['57P01', 'shutdown'],
    ['57P02', 'shutdown'],
    ['57P03', 'shutdown'],
    ['57P05', 'shutdown'],
    ['25006', 'read_only'],
    ['40001', 'conflict'],
    ['40P01', 'conflict'],
    ['55P03', 'lock'],
    ['26000', 'connection'],
    ['42P05', 'connection'],
  ])('by SQLSTATE %s: %s', (code, kind) => {
    expect(troubleKind(coded(code))).toBe(kind);
  });

  test.each([
    'EADDRNOTAVAIL',
    'EAI_AGAIN',
    'EAI_FAIL',
    'ECONNABORTED',
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTDOWN',
    'EHOSTUNREACH',
    'EMFILE',
    'ENETDOWN',
    'ENETRESET',
    'ENETUNREACH',
    'ENFILE',
    'ENOBUFS',
    'ENOENT',
    'ENOTFOUND',
    'EPIPE',
    'ETIMEDOUT',
  ])('by %s of a socket or of DNS', (code) => {
    expect(isTransient(coded(code))).toBe(true);
    expect(isTransient(new AggregateError([coded(code)], ''))).toBe(true);
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Connection ended',
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('by the driver: %s', (message) => {
    expect(isTransient(new Error(message))).toBe(true);
  });
});

test.each([
  ['a unique key that is taken', coded('23505')],
  ['a text that cannot be stored', coded('22P05')],
  ['a statement that is wrong', coded('42601')],
  ['a transaction that was told to fail', coded('P0001')],
  ['an error of ours', new TypeError('undefined is not a function')],
  ['a file that is missing', Object.assign(coded('ENOENT'), { path: '/data/x' })],
  ['no error at all', 'ECONNRESET'],
])('%s does not pass by itself', (_, error) => {
  expect(isTransient(error)).toBe(false);
  expect(failsWhole(error)).toBe(false);
});

test('a standby that lacks a table which is not logged is read-only; what is not supported is no trouble', () => {
  const lacking = Object.assign(coded('0A000'), { routine: 'get_relation_info' });
  expect(troubleKind(lacking)).toBe('read_only');
  expect(troubleKind(coded('0A000'))).toBeNull();
});

test('a row that somebody holds is no reason to fail its neighbours', () => {
  for (const code of ['55P03', '40P01', '40001']) expect(failsWhole(coded(code))).toBe(false);
  for (const code of ['08006', '53300', '57014', '57P01', '25006', 'ECONNRESET']) {
    expect(failsWhole(coded(code))).toBe(true);
  }
});

describe('what is refused for good', () => {
  test.each(['22003', '22021', '22P02', '22P05', '23502', '23514', '54000'])(
    'SQLSTATE %s',
    (code) => {
      expect(refusesRow(coded(code))).toBe(true);
      expect(failsWhole(coded(code))).toBe(false);
    },
  );
  test.each(['42601', '40001', '57014', 'XX000', 'ECONNRESET'])('is not %s', (code) => {
    expect(refusesRow(coded(code))).toBe(false);
  });
  test('is no trouble without a code', () => {
    expect(refusesRow(new TypeError('a bug'))).toBe(false);
  });
});
