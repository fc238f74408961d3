import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemOfIssues, wordsOfIssue } from './issues.ts';

const schema = z.object({
  name: z.string().min(1).max(5).optional(),
  count: z.int().min(1).max(9).optional(),
  list: z
    .array(z.object({ url: z.url({ error: 'must be a URL' }) }))
    .max(2)
    .optional(),
  word: z.enum(['a', 'b', 'c']).optional(),
  item: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('x'), x: z.object({ y: z.boolean() }) }),
      z.object({ type: z.literal('z') }),
    ])
    .optional(),
});

function problem(value: unknown) {
  const read = schema.safeParse(value);
  if (read.success) throw new Error('it was taken');
  return problemOfIssues(read.error, value, 'body');
}

test.each([
  [{ name: 5 }, 'name', 'name is 5; it must be a string.'],
  [{ name: '' }, 'name', 'name has a length of 0; it must have a length of at least 1.'],
  [{ name: '123456' }, 'name', 'name has a length of 6; it must have a length of at most 5.'],
  [{ count: 1.5 }, 'count', 'count is 1.5; it must be a whole number.'],
  [{ count: 0 }, 'count', 'count is 0; it must be at least 1.'],
  [{ count: 10 }, 'count', 'count is 10; it must be at most 9.'],
  [{ count: null }, 'count', 'count is null; it must be a number.'],
  [{ word: 'd' }, 'word', 'word is "d"; it must be a, b or c.'],
  [{ list: {} }, 'list', 'list is an object; it must be a list.'],
  [{ list: [{ url: 'x' }] }, 'list[0].url', 'list[0].url is "x"; it must be a URL.'],
  [{ list: [{ url: 'https://a' }, []] }, 'list[1]', 'list[1] is a list; it must be an object.'],
  [{ item: { type: 'y' } }, 'item.type', 'item.type is "y"; it must be x or z.'],
  [
    { item: { type: 'x', x: { y: 'no' } } },
    'item.x.y',
    'item.x.y is "no"; it must be true or false.',
  ],
])('%j: the field, the trouble and the way out', (value, field, message) => {
  expect(problem(value)).toEqual({ code: 'invalid_parameter', field, message });
});

test('what is not there is missing, not wrong', () => {
  expect(problem({ item: { type: 'x', x: {} } })).toEqual({
    code: 'missing_parameter',
    field: 'item.x.y',
    message: 'item.x.y is missing; it must be true or false.',
  });
});

test('a body of another type has no field to blame', () => {
  expect(problem([])).toEqual({
    code: 'invalid_parameter',
    message: 'The body is a list; it must be an object.',
  });
  expect(problem(undefined).message).toBe('The body is nothing; it must be an object.');
});

test('a long value is shown by its beginning', () => {
  const { message } = problem({ count: 'x'.repeat(5000) });
  expect(message.length).toBeLessThan(120);
});

describe('what an operator has written', () => {
  const line = z.strictObject({
    name: z.string(),
    weight: z.int().min(1).max(9),
    kind: z.enum(['a', 'b']).optional(),
    amount: z.string({ error: 'must be a text such as "46 CNY"' }).optional(),
    rates: z.record(z.string().min(1), z.int()).optional(),
  });
  const good = { name: 'one', weight: 1 };

  test.each<[unknown, string]>([
    [{ ...good, name: undefined }, 'is missing; it must be a string'],
    [{ ...good, name: 7 }, 'must be a string'],
    [{ ...good, weight: 10 }, 'must be at most 9'],
    [{ ...good, weight: 1.5 }, 'must be a whole number'],
    [{ ...good, kind: 'sk-secret' }, 'must be a or b'],
    [{ ...good, amount: 46 }, 'must be a text such as "46 CNY"'],
    [{ ...good, rates: { '': 1 } }, 'must have another name'],
    [{ ...good, wieght: 1 }, 'does not know "wieght"; correct the name or remove it'],
    ['sk-secret', 'must be an object'],
  ])('%j: %s', (value, words) => {
    const [issue] = line.safeParse(value).error?.issues ?? [];
    expect(issue && wordsOfIssue(issue, value)).toBe(words);
  });
});
