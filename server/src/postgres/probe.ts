import type pg from 'pg';
import type { Health } from './health.ts';
import type { TroubleKind } from './transient.ts';

/** What asks whether a part of the database works that nobody needs at the moment. */

/** Fails on a standby and in a read-only server, reads and writes nothing. */
const writable = 'select from wallets where false for no key update';
/** Fails there too, and where there is no room. */
const roomy = `create temporary table filmgate_probe on commit drop as
  select repeat('x', 4000) as page from generate_series(1, 4)`;

/** Waits until what is written is safe: with a synchronous standby that is gone, for ever. */
const durable = `${writable}; select pg_logical_emit_message(true, 'filmgate', '')`;

const statements: Partial<Record<TroubleKind, string>> = { resources: roomy, deadline: durable };

/** Rejects as the part's next statement would. */
export async function probe(pool: pg.Pool, trouble: TroubleKind | null): Promise<void> {
  await pool.query((trouble && statements[trouble]) ?? writable);
}

const everyMs = 1_000;

/** Asks every part that is in trouble, again and again, until none is: so that its end is noticed by itself. */
export function startRecovery(
  pools: ReadonlyMap<string, pg.Pool>,
  health: Health,
): { began(this: void): void; stop(this: void): void } {
  let timer: NodeJS.Timeout | null = null;
  const asking = new Set<string>();
  const stop = (): void => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  const ask = (): void => {
    const troubled = health.parts().filter(({ trouble }) => trouble !== null);
    if (troubled.length === 0) stop();
    for (const { part, trouble } of troubled) {
      const pool = pools.get(part);
      if (!pool || asking.has(part)) continue;
      asking.add(part);
      probe(pool, trouble)
        .then(
          () => {
            health.recovered(part);
          },
          // Noted where all statements are.
          () => undefined,
        )
        .finally(() => asking.delete(part));
    }
  };
  return {
    began() {
      timer ??= setInterval(ask, everyMs).unref();
    },
    stop,
  };
}
