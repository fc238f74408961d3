import type { TroubleKind } from './transient.ts';

/**
 * How the parts of something that this process leans on did when they were last needed, such as the
 * database's connections by their purpose, or reading and writing in its storage. Whoever meets a passing
 * trouble tells it here and says nothing more of it: the first failure, and the first moment at which every
 * part works again, are a line of the log each.
 */
export interface Health<Kind extends string = TroubleKind> {
  /** In passing. In a trouble that says little: of a part some may work while the rest does not. */
  worked(part: string): void;
  /** What asked for it in its trouble found it over. */
  recovered(part: string): void;
  /** What is not transient says nothing against the part: it answered. */
  failed(part: string, error: unknown): void;
  parts(): readonly PartHealth<Kind>[];
}

interface PartHealth<Kind extends string> {
  part: string;
  /** Milliseconds since the last outcome. */
  ageMs: number;
  /** Null: it worked. */
  trouble: Kind | null;
}

export interface HealthOptions<Kind extends string> {
  /** Of what: `database`. */
  name: string;
  /** Null: it says nothing against the part. */
  kindOf(this: void, error: unknown): Kind | null;
  log(level: 'error' | 'info', message: string, details: object): void;
  /** Called at the beginning of a trouble: to ask until it is over. */
  began?(this: void): void;
  nowMs?(this: void): number;
}

interface Trouble<Kind extends string> {
  sinceMs: number;
  failures: number;
  part: string;
  kind: Kind;
  reason: string;
}

export function createHealth<Kind extends string>({
  name,
  kindOf,
  log,
  began,
  nowMs = () => performance.now(),
}: HealthOptions<Kind>): Health<Kind> {
  const known = new Map<string, { atMs: number; trouble: Kind | null }>();
  let trouble: Trouble<Kind> | null = null;

  function worked(part: string): void {
    const isTroubled = (known.get(part)?.trouble ?? null) !== null;
    if (!isTroubled) known.set(part, { atMs: nowMs(), trouble: null });
  }

  function recovered(part: string): void {
    known.set(part, { atMs: nowMs(), trouble: null });
    if (!trouble || [...known.values()].some((one) => one.trouble !== null)) return;
    const { sinceMs, ...was } = trouble;
    trouble = null;
    const seconds = Math.round((nowMs() - sinceMs) / 1_000);
    log('info', `the ${name} works again`, { ...was, seconds });
  }

  return {
    worked,
    recovered,
    failed(part, error) {
      const kind = kindOf(error);
      if (kind === null) {
        worked(part);
        return;
      }
      known.set(part, { atMs: nowMs(), trouble: kind });
      if (trouble) {
        trouble.failures++;
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      trouble = { sinceMs: nowMs(), failures: 1, part, kind, reason };
      log('error', `the ${name} does not work`, { part, kind, reason });
      began?.();
    },
    parts() {
      const atMs = nowMs();
      return [...known].map(([part, one]) => ({
        part,
        ageMs: atMs - one.atMs,
        trouble: one.trouble,
      }));
    },
  };
}
