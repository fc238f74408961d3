import { expect, test } from 'vitest';
import { z } from 'zod';
import { loosely } from './loosely.ts';

const schema = z.object({
  id: z.string(),
  status: z.enum(['on', 'off']),
  output: z.object({ url: z.string(), size: z.int() }).nullable(),
  items: z.array(z.object({ n: z.number() })).optional(),
});
const read = loosely(schema);

test('what the schema allows is read as it is', () => {
  const whole = { id: 'a', status: 'on', output: { url: 'u', size: 1 }, items: [{ n: 1 }] };
  expect(read(whole)).toEqual(whole);
});

test('a surprise in one field hides no other', () => {
  expect(
    read({ id: 7, status: 'dimmed', output: { url: 'u', size: 'big' }, items: 3, x: 1 }),
  ).toEqual({
    status: 'dimmed',
    output: { url: 'u' },
  });
  expect(read({ id: 'a', output: 'none', items: [{ n: 1 }, null, 'x', { n: 'x' }] })).toEqual({
    id: 'a',
    items: [{ n: 1 }, {}],
  });
});

test('a text that is far too long is none', () => {
  const long = 'x'.repeat(20_000);
  expect(read({ id: long, status: 'on', output: { url: long, size: 1 } })).toEqual({
    status: 'on',
    output: { size: 1 },
  });
});

test.each([null, undefined, 'text', 5, []])('%j says nothing', (body) => {
  expect(read(body)).toEqual({});
});
