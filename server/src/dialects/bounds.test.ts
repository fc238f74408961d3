import { describe, expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { decodeCall } from './codec.ts';
import { jsonSchemaOf, type JsonSchema } from './testing/from-schema.ts';
import { callWith, operationAt } from './testing/operations.ts';
import { unbounded } from './testing/unbounded.ts';
import { spoken } from './testing/spoken.ts';

/** What is bounded by the model that is asked for, or by its form: see `generation/limits.ts`. */
const boundedByModel = /^(?:metadata\.)?(?:prompt|content\[\]\.text)$/;
const mediaAddress =
  /^(?:metadata\.)?(?:content\[\]\.(?:image|video|audio)_url\.url|(?:image|video|audio)_urls?(?:\[\])?|(?:first_|last_)?image|images?(?:\[\])?(?:\.image_url)?|(?:reference_)?(?:images|videos|audios)\[\]|(?:image|video|audio|media)Urls\[\]|input_reference(?:\[\])?(?:\.image_url)?|url|URL)$/;

const withBodies = spoken.flatMap((dialect) =>
  dialect.operations
    .filter(({ isRefused }) => !isRefused)
    .flatMap((op) => {
      const { body } = op.asks.schemas;
      return body ? [[dialect.name, op.path, body] as const] : [];
    }),
);

test.each(withBodies)('%s, %s: whatever a body holds has a bound', (_name, _path, body) => {
  const open = unbounded(jsonSchemaOf(body));
  expect(open.filter((name) => !boundedByModel.test(name) && !mediaAddress.test(name))).toEqual([]);
});

test('what has none is found', () => {
  const text: JsonSchema = { type: 'string' };
  const schema: JsonSchema = {
    type: 'object',
    properties: { a: text, b: { type: 'array', items: { anyOf: [text, { type: 'integer' }] } } },
  };
  expect(unbounded(schema)).toEqual(['a', 'b[]', 'b[]']);
});

describe('what is kept with a task', () => {
  const ink = spoken.find(({ name }) => name === 'seedance2ink');
  const refusal = (more: object) => {
    if (!ink) throw new Error('no such dialect');
    const create = operationAt(ink, 'create', '/api/open/v1/video/generations');
    return problemOf(() =>
      decodeCall(create, callWith({ model: 'seedance-2.0', prompt: 'a kite', ...more })),
    );
  };

  test('has as many bytes of metadata as fit', () => {
    const filled = (bytes: number) => ({ metadata: { note: '猫'.repeat(bytes / 3) } });
    expect(refusal(filled(60_000))).toBeNull();
    expect(refusal(filled(66_000))).toEqual({
      code: 'invalid_parameter',
      field: 'metadata',
      message: 'metadata is an object; it must have at most 65536 bytes as JSON.',
    });
  });

  test('has an address to be told at that is no book', () => {
    const callback = (characters: number) => ({
      webhookUrl: `https://hooks.example/${'x'.repeat(characters)}`,
    });
    expect(refusal(callback(2_000))).toBeNull();
    expect(refusal(callback(3_000))).toMatchObject({ field: 'webhookUrl' });
  });
});
