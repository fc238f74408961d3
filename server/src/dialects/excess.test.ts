import { expect, test } from 'vitest';
import { z } from 'zod';
import { problemOf } from '../generation/testing.ts';
import { parseCall } from './codec.ts';
import { callWith, operationOf } from './testing/operations.ts';
import { spoken } from './testing/spoken.ts';

const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().max(5) }),
  z.object({ type: z.literal('link'), link: z.object({ url: z.url().max(20) }) }),
]);
const body = z.looseObject({
  name: z.string().max(3).optional(),
  list: z.array(item).max(2).optional(),
  either: z.union([z.int(), z.string().max(2)]).optional(),
  kept: z.record(z.string(), z.unknown()).optional(),
});

function refusal(value: unknown) {
  return problemOf(() => parseCall({ body }, callWith(value)));
}

test.each([
  [
    { name: 'abcd', list: 7 },
    'name',
    'name has a length of 4; it must have a length of at most 3.',
  ],
  [{ list: [1, 2, 3] }, 'list', 'list has a length of 3; it must have a length of at most 2.'],
  [
    { list: [{}, { type: 'text', text: 'abcdef' }] },
    'list[1].text',
    'list[1].text has a length of 6; it must have a length of at most 5.',
  ],
  [
    { list: [{ type: 'link', link: { url: 'x'.repeat(21) } }] },
    'list[0].link.url',
    'list[0].link.url has a length of 21; it must have a length of at most 20.',
  ],
  [{ either: 'abc' }, 'either', 'either has a length of 3; it must have a length of at most 2.'],
])('%j is refused by its length, whatever else is wrong', (value, field, message) => {
  expect(refusal(value)).toEqual({ code: 'invalid_parameter', field, message });
});

test('what is as long as it may be is read', () => {
  const text = { type: 'text', text: 'abcde' };
  expect(refusal({ name: 'abc', list: [text, text], either: 'ab' })).toBeNull();
  expect(refusal({ list: 'abc' })).toMatchObject({ message: 'list is "abc"; it must be a list.' });
});

test('an object has a thousand fields at most', () => {
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${String(index)}`, 1]));
  expect(refusal(fields(1_000))).toBeNull();
  expect(refusal({ kept: fields(1_000) })).toBeNull();
  expect(refusal(fields(1_001))?.message).toBe(
    'The body is an object; it must have at most 1000 fields.',
  );
  expect(refusal({ kept: fields(1_001) })).toMatchObject({
    field: 'kept',
    message: 'kept is an object; it must have at most 1000 fields.',
  });
});

test.each(spoken)('$name counts the media of a request before it reads them', (dialect) => {
  const create = operationOf(dialect, 'create');
  const { body: schema } = create.asks.schemas;
  const shape = schema instanceof z.ZodObject ? schema.shape : {};
  for (const field of ['content', 'mediaUrls', 'image_urls', 'images', 'reference_videos']) {
    if (!(field in shape)) continue;
    const sent = { [field]: Array.from({ length: 20_000 }, () => null) };
    const problem = problemOf(() => parseCall(create.asks.schemas, callWith(sent)));
    expect(problem).toMatchObject({ code: 'invalid_parameter', field });
    expect(problem?.message).toMatch(
      new RegExp(`^${field} has a length of 20000; it must have a length of at most \\d+\\.$`),
    );
  }
});
