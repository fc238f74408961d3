import type { Dialect } from '../../dialects/mechanism.ts';

/** Where a dialect is mounted a second time, so that nothing needs guessing. */
export function ownPrefix(dialect: Dialect): string {
  return `/d/${dialect.name}`;
}

/**
 * Finds whose client it probably is that asks for a path which nobody serves: the dialect that has
 * an operation with the longest common beginning, in whole segments. Null: none has one.
 */
export function nearestDialect(dialects: readonly Dialect[]): (path: string) => Dialect | null {
  const byBeginning = new Map<string, Dialect>();
  for (const dialect of dialects) {
    byBeginning.set(ownPrefix(dialect), dialect);
    for (const { path } of dialect.operations) {
      for (const beginning of beginnings(path)) {
        if (!byBeginning.has(beginning)) byBeginning.set(beginning, dialect);
      }
    }
  }
  return (path) => {
    for (const beginning of beginnings(path.slice(0, 1000))) {
      const dialect = byBeginning.get(beginning);
      if (dialect !== undefined) return dialect;
    }
    return null;
  };
}

/** `/a/b` gives `/a/b` and `/a`: the longest first. */
function beginnings(path: string): string[] {
  const found: string[] = [];
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    found.push(path.slice(0, end));
  }
  return found;
}
