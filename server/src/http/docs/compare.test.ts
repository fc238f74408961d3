import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OpenApiDocument } from '../../dialects/open-api.ts';
import { document } from '../platform/testing/contract.ts';
import { incompatibilities } from './compare.ts';

const file = new URL('../../../../docs/openapi.json', import.meta.url);

function copied(): OpenApiDocument {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a copy is what it was
  return JSON.parse(JSON.stringify(document)) as OpenApiDocument;
}

test('docs/openapi.json is up to date: `npm run docs` writes it', () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `npm run docs` wrote it
  const committed = JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
  // Named first, so that whoever writes it anew has read it.
  expect(incompatibilities(committed, document)).toEqual([]);
  expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
});

test('nothing is incompatible with itself', () => {
  expect(incompatibilities(document, copied())).toEqual([]);
});

describe('clients are told of', () => {
  /** Of an object in the copy. */
  type Part = Record<string, unknown>;
  const at = (root: unknown, ...path: string[]): Part =>
    path.reduce<Part>((part, key) => Object(part[key]) as Part, Object(root) as Part);
  const endpoint = ['components', 'schemas', 'WebhookEndpoint'];
  const add = ['paths', '/webhook-endpoints', 'post'];
  const addBody = [...add, 'requestBody', 'content', 'application/json', 'schema'];
  const list = ['paths', '/deliveries', 'get'];

  test.each<[string, (copy: OpenApiDocument) => unknown, string]>([
    [
      'an operation that is gone',
      (copy) => delete copy.paths['/deliveries'],
      'GET /deliveries is gone',
    ],
    [
      'another name',
      (copy) => (at(copy, ...list)['operationId'] = 'deliveries'),
      'GET /deliveries: it is called deliveries now',
    ],
    [
      'another scope',
      (copy) => (at(copy, ...list)['security'] = [{ key: ['audit:read'] }]),
      'GET /deliveries: another scope is needed now',
    ],
    [
      'another status',
      (copy) => delete at(copy, ...add, 'responses')['201'],
      'POST /webhook-endpoints: it answers 201 no longer',
    ],
    [
      'a field that is not answered',
      (copy) => delete at(copy, ...endpoint, 'properties')['url'],
      'GET /webhook-endpoints/{id}: url is not answered any more',
    ],
    [
      'a field that may be missing',
      (copy) => (at(copy, ...endpoint)['required'] = []),
      'GET /webhook-endpoints: data[].url may be missing now',
    ],
    [
      'a field that may be null',
      (copy) => (at(copy, ...endpoint, 'properties', 'url')['type'] = ['string', 'null']),
      'GET /webhook-endpoints/{id}: url may be string or null now',
    ],
    [
      'a field that is not taken',
      (copy) => delete at(copy, ...addBody, 'properties')['types'],
      'POST /webhook-endpoints: types is not taken in the body any more',
    ],
    [
      'a field that is needed',
      (copy) => (at(copy, ...addBody)['required'] = ['url', 'types']),
      'POST /webhook-endpoints: types is needed in the body now',
    ],
    [
      'less room',
      (copy) => (at(copy, ...addBody, 'properties', 'description')['maxLength'] = 10),
      'POST /webhook-endpoints: description has less room',
    ],
    [
      'a word that is not taken',
      (copy) => (at(copy, ...addBody, 'properties', 'types', 'items')['enum'] = ['task.failed']),
      'POST /webhook-endpoints: types may not be `"task.running"` any more',
    ],
    [
      'a parameter that is gone',
      (copy) => (at(copy, ...list)['parameters'] = []),
      'GET /deliveries: the parameter cursor is gone',
    ],
    [
      'an event that is gone',
      (copy) => delete at(copy, 'webhooks')['task.expired'],
      'the event task.expired is gone',
    ],
  ])('%s', (_what, change, sentence) => {
    const copy = copied();
    change(copy);
    expect(incompatibilities(document, copy)).toContain(sentence);
  });

  test('nothing that is only added', () => {
    const copy = copied();
    at(copy, ...endpoint, 'properties')['more'] = { type: 'string' };
    at(copy, ...addBody, 'properties')['more'] = { type: 'string' };
    at(copy, ...endpoint, 'properties', 'mode')['enum'] = ['live', 'test', 'other'];
    at(copy, 'webhooks')['task.other'] = { post: { operationId: 'x', responses: {} } };
    copy.paths['/other'] = { get: { operationId: 'other', responses: {} } };
    expect(incompatibilities(document, copy)).toEqual([]);
  });
});
