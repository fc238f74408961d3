import { setTimeout as wait } from 'node:timers/promises';
import { clientDialects, type ClientDialect } from '../chaos/wire.ts';
import { call } from '../harness/api.ts';
import type { Place } from './place.ts';

/** What came back of one try of a create. */
export interface Tried {
  key: string;
  sentMs: number;
  tookMs: number;
  /** Null: no answer. */
  status: number | null;
  retryAfter: string | null;
  body: unknown;
}

export interface Load {
  tried: Tried[];
  /** By idempotency key, of the creates that were answered. */
  made: Map<string, string>;
  /** Begins no more, and resolves when every create that was begun has been answered with a task. */
  end(): Promise<void>;
}

/** Above what any create may take. */
const answerWithinMs = 30_000;
const retryMs = 1_000;

const [, seedance2ink] = clientDialects;

/** So many new creates each second, whatever becomes of the others. Each client comes back until it has its task. */
export function createsEverySecond(
  { server, customer }: Pick<Place, 'server' | 'customer'>,
  perSecond: number,
  dialect: ClientDialect = seedance2ink,
): Load {
  const tried: Tried[] = [];
  const made = new Map<string, string>();
  const clients: Promise<void>[] = [];

  async function send(key: string): Promise<Tried> {
    const sentMs = performance.now();
    const base = { key, sentMs, retryAfter: null };
    try {
      const answer = await Promise.race([
        call(server, 'POST', dialect.createPath, {
          key: customer.keys.live,
          headers: { 'idempotency-key': key },
          body: dialect.film(key),
        }),
        wait(answerWithinMs, null, { ref: false }),
      ]);
      const tookMs = performance.now() - sentMs;
      if (!answer) return { ...base, tookMs, status: null, body: 'no answer' };
      const { status, body, headers } = answer;
      return { ...base, tookMs, status, body, retryAfter: headers.get('retry-after') };
    } catch (error) {
      return { ...base, tookMs: performance.now() - sentMs, status: null, body: String(error) };
    }
  }

  async function client(key: string): Promise<void> {
    for (;;) {
      const one = await send(key);
      tried.push(one);
      if (one.status === 200) {
        made.set(key, dialect.idOf(one.body));
        return;
      }
      await wait(retryMs);
    }
  }

  const timer = setInterval(() => {
    clients.push(client(`${customer.accountId}, film ${String(clients.length)}`));
  }, 1_000 / perSecond);

  return {
    tried,
    made,
    async end() {
      clearInterval(timer);
      await Promise.all(clients);
    },
  };
}
