import { expect, test } from 'vitest';
import { createEventParser } from './event-parser.ts';

const text = [
  'retry: 2000\n\n',
  ':\n\n',
  'id: 3\nevent: task.running\ndata: {"a":1}\n\n',
  'event: task.progress\r\ndata: one\r\ndata:two\r\n\r\n',
  'id\rdata\r\r',
  'event: nothing\n\n',
].join('');

const expected = [
  { type: 'task.running', id: '3', data: '{"a":1}' },
  { type: 'task.progress', id: '3', data: 'one\ntwo' },
  { type: 'message', id: '', data: '' },
];

test('events are whole wherever they were cut', () => {
  for (let at = 0; at <= text.length; at += 1) {
    const parser = createEventParser();
    const events = [...parser.push(text.slice(0, at)), ...parser.push(text.slice(at))];
    expect(events, `cut at ${String(at)}`).toEqual(expected);
    expect(parser.retryMs).toBe(2000);
  }
});

test('an event that is not whole is none', () => {
  expect(createEventParser().push('data: 1\n')).toEqual([]);
});

test('a line without an end is not gathered for ever', () => {
  const parser = createEventParser();
  const piece = 'x'.repeat(1_000_000);
  expect(() => {
    for (let count = 0; count < 9; count += 1) parser.push(piece);
  }).toThrow(RangeError);
});
