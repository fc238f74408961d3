import { troubleKind, type TroubleKind } from './transient.ts';

/**
 * How the parts that this process leans on did when they were last needed: the database's connections by
 * their purpose, and the store. Whoever meets a transient trouble tells it here and says nothing more of it: the first failure
 * of a part and the first success after it are a line of the log each.
 */
export interface Health {
  worked(part: string): void;
  /** What is not transient says nothing against the part: it answered. */
  failed(part: string, error: unknown): void;
  /** Trouble that the caller knows to be the part's own. */
  troubled(part: string, kind: string, reason: string): void;
  parts(): ReadonlyMap<string, PartHealth>;
}

export interface PartHealth {
  /** Milliseconds since the last outcome. */
  ageMs: number;
  /** Null: it worked. */
  trouble: PartTrouble | null;
}

export interface PartTrouble {
  kind: TroubleKind | string;
  /** As the part, or whoever called it, said it. */
  reason: string;
  /** In a row. */
  failures: number;
  sinceMs: number;
}

export interface HealthLog {
  error(details: object, message: string): void;
  info(details: object, message: string): void;
}

export function createHealth(
  log: HealthLog,
  nowMs: () => number = () => performance.now(),
): Health {
  const known = new Map<string, { atMs: number; trouble: PartTrouble | null }>();

  function troubled(part: string, kind: string, reason: string): void {
    const atMs = nowMs();
    const before = known.get(part)?.trouble ?? null;
    if (before) {
      before.failures++;
      known.set(part, { atMs, trouble: { ...before, kind, reason } });
      return;
    }
    known.set(part, { atMs, trouble: { kind, reason, failures: 1, sinceMs: atMs } });
    log.error({ part, kind, reason }, 'a part does not work');
  }

  return {
    worked(part) {
      const atMs = nowMs();
      const trouble = known.get(part)?.trouble;
      if (trouble) {
        const seconds = Math.round((atMs - trouble.sinceMs) / 1_000);
        const { kind, reason, failures } = trouble;
        log.info({ part, kind, reason, failures, seconds }, 'a part works again');
      }
      known.set(part, { atMs, trouble: null });
    },
    failed(part, error) {
      const kind = troubleKind(error);
      if (kind === null) this.worked(part);
      else troubled(part, kind, error instanceof Error ? error.message : String(error));
    },
    troubled,
    parts() {
      const atMs = nowMs();
      return new Map(
        [...known].map(([part, one]) => [part, { ageMs: atMs - one.atMs, trouble: one.trouble }]),
      );
    },
  };
}
