import { expect } from 'vitest';
import type { TestServer } from './server.ts';

/** One call; the body is sent and read as JSON. */
export async function call(
  server: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  options: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? null : JSON.parse(text),
    headers: response.headers,
  };
}

/** The first looks follow one another soon: much is so after some milliseconds. */
const pauseMs = { first: 5, most: 100 };

/** Looks again until `done` holds of what was seen. */
export async function until<Seen>(
  look: () => Promise<Seen>,
  done: (seen: Seen) => boolean,
  withinMs = 60_000,
): Promise<Seen> {
  const end = Date.now() + withinMs;
  for (let pause = pauseMs.first; ; pause = Math.min(2 * pause, pauseMs.most)) {
    const seen = await look();
    if (done(seen)) return seen;
    if (Date.now() > end) {
      expect.fail(`still not so after ${String(withinMs)} ms: ${JSON.stringify(seen)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
