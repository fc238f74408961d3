import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keys, memoryDoor, type MemoryDoor } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

let door: MemoryDoor;
let app: ReturnType<typeof testServer>;
beforeEach(() => {
  door = memoryDoor();
  app = testServer({ door });
});
afterEach(() => app.close());

const kept = '{"b":12345678901234567890, "10":1.0,\n\t"2":"\\u732b\\/", "a":{"metadata":[]} }';

async function commandOf(url: string, payload: string) {
  const headers = { authorization: `Bearer ${keys.ours}`, 'content-type': 'application/json' };
  const { statusCode, body } = await app.inject({ method: 'POST', url, headers, payload });
  expect([statusCode, body]).toEqual([200, expect.any(String)]);
  return door.orders[0]?.decode();
}

describe.each([
  ['seedance2.ink', '/api/open/v1/video/generations', '"model":"seedance-2.0"'],
  ['OpenAI', '/d/openai/v1/videos', '"model":"sora-2"'],
])('metadata that a client of %s keeps with us', (_name, url, model) => {
  test('is taken as it was written', async () => {
    const body = `{${model},"metadata":${kept} ,"prompt":"a kite"}`;
    expect(await commandOf(url, body)).toMatchObject({
      metadata: JSON.parse(kept),
      metadataText: kept,
    });
  });

  test('out of a body that is parsed in a thread', async () => {
    const body = `{${model},"prompt":"a kite",${' '.repeat(1_000_000)}"metadata":${kept}${' '.repeat(48_000)}}`;
    expect(await commandOf(url, body)).toMatchObject({ metadataText: kept });
  });
});

test('with more white space than anybody needs it is refused by name', async () => {
  const headers = { authorization: `Bearer ${keys.ours}`, 'content-type': 'application/json' };
  const payload = `{"model":"seedance-2.0","prompt":"a kite","metadata":{${' '.repeat(300_000)}}}`;
  const url = '/api/open/v1/video/generations';
  const answer = await app.inject({ method: 'POST', url, headers, payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.body).toContain('metadata has more than 262144 bytes as it was written');
});
