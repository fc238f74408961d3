import { expect } from 'vitest';
import OpenAI from 'openai';
import { addCustomer, countUnanswered, tasksOf } from './customers.ts';
import type { Fleet } from './fleet.ts';

/** So often two equal creates at once, one of them with a 503 between: they are two tasks each time. */
export async function sendTwins(
  { url, database }: Pick<Fleet, 'url' | 'database'>,
  times: number,
): Promise<void> {
  const customer = await addCustomer(database, 500 * times);
  const ask = { model: 'sora-2', prompt: 'twins', seconds: '4' } as const;
  const client = (fetchOf: typeof fetch) =>
    new OpenAI({
      apiKey: customer.keys.live,
      baseURL: `${url}/v1`,
      maxRetries: 1,
      fetch: fetchOf,
    });
  const counts: (string | null)[] = [];
  for (let round = 0; round < times; round += 1) {
    let isFirst = true;
    const unlucky = client((to, init) => {
      // Before its first form the client asks what kind of a `Response` there is.
      if (init?.method !== 'POST') return fetch(to, init);
      const wasFirst = isFirst;
      isFirst = false;
      if (wasFirst) {
        return Promise.resolve(
          new Response('{}', { status: 503, headers: { 'retry-after-ms': '1' } }),
        );
      }
      counts.push(new Headers(init?.headers).get('x-stainless-retry-count'));
      return fetch(to, init);
    });
    const [one, other] = await Promise.all([
      client(fetch).videos.create(ask),
      unlucky.videos.create(ask),
    ]);
    expect(one.id).not.toBe(other.id);
  }
  expect(counts).toEqual(Array.from({ length: times }, () => '1'));
  expect(await tasksOf(database, customer)).toHaveLength(2 * times);
  expect(await countUnanswered(database, customer)).toBe(0);
}
