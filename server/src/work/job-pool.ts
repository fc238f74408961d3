import type { Logger } from 'pino';
import type pg from 'pg';
import { renew, type Claimed } from './claim.ts';
import type { WorkStep } from '../postgres/tables.ts';
import { isTransient } from '../postgres/transient.ts';

/**
 * Carries out claimed work beside the loop that claims it, so that a slow piece delays no other. Claims are
 * kept for as long as their work goes on: what a dead process held is free after one lease, what a living
 * one holds never is.
 */
export interface JobPool {
  /** How many more pieces of work may be started. */
  free(): number;
  /**
   * `job` hands the claim back or ends it. One that rejects is logged; its lease then runs out. `ended` is
   * called when its hand is free again.
   */
  start(claimed: Claimed, job: () => Promise<void>, ended?: () => void): void;
  /** Resolves when all that was started has ended. */
  drain(): Promise<void>;
}

export interface JobPoolOptions {
  pool: pg.Pool;
  step: WorkStep;
  /** Most pieces of work at once. */
  max: number;
  leaseSeconds: number;
  log: Logger;
}

export function createJobPool({ pool, step, max, leaseSeconds, log }: JobPoolOptions): JobPool {
  const underWay = new Map<Promise<void>, Claimed>();
  let renewing: NodeJS.Timeout | null = null;

  function keep(): void {
    renew(pool, step, [...underWay.values()], leaseSeconds).catch((error: unknown) => {
      if (isTransient(error)) return;
      log.warn({ step, error: String(error) }, 'claims were not renewed; it is tried again');
    });
  }

  return {
    free: () => max - underWay.size,
    start(claimed, job, ended) {
      const work: Promise<void> = job()
        .catch((error: unknown) => {
          if (isTransient(error)) return;
          log.error(
            { step, subjectId: claimed.subjectId, error },
            'work was interrupted; it is taken up again when its lease has run out',
          );
        })
        .finally(() => {
          underWay.delete(work);
          if (underWay.size === 0 && renewing !== null) {
            clearInterval(renewing);
            renewing = null;
          }
          ended?.();
        });
      underWay.set(work, claimed);
      renewing ??= setInterval(keep, (leaseSeconds * 1_000) / 3).unref();
    },
    async drain() {
      while (underWay.size > 0) await Promise.all(underWay.keys());
    },
  };
}
