import { describe, expect, test } from 'vitest';
import { isConnectionTrouble } from './database.ts';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

describe('a lost connection', () => {
  test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'])(
    'is told by %s of its socket',
    (code) => {
      expect(isConnectionTrouble(coded(code))).toBe(true);
    },
  );

  test.each([
    ['08006', 'the connection failed'],
    ['53300', 'too many connections'],
    ['57P01', 'the server stops, or the connection was cut'],
    ['57P03', 'the server starts'],
  ])('is told by SQLSTATE %s: %s', (code) => {
    expect(isConnectionTrouble(coded(code))).toBe(true);
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('is told by the driver: %s', (message) => {
    expect(isConnectionTrouble(new Error(message))).toBe(true);
  });
});

test.each([
  ['a unique key that is taken', coded('23505')],
  ['a text that cannot be stored', coded('22P05')],
  ['a statement that took too long', coded('57014')],
  ['an error of ours', new TypeError('undefined is not a function')],
  ['no error at all', 'ECONNRESET'],
])('%s is no lost connection', (_, error) => {
  expect(isConnectionTrouble(error)).toBe(false);
});
