import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';

/** What gives a test its database. */
const databases = 'server/src/postgres/testing.ts';

/** The files that match, and those of them that reach a real PostgreSQL by what they import. Paths below the root. */
export function testsByDatabase(
  root: string,
  pattern: string,
): { with: string[]; without: string[] } {
  const known = new Map<string, string[]>();
  const files = globSync(pattern, { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  const reaching = Object.groupBy(files.toSorted(), (file) => {
    const seen = new Set([file]);
    // A set goes on with what is added to it while it is gone through.
    for (const one of seen) {
      const imports = known.get(one) ?? importsOf(root, one);
      known.set(one, imports);
      for (const next of imports) seen.add(next);
    }
    return seen.has(databases) ? 'with' : 'without';
  });
  return { with: [], without: [], ...reaching };
}

/** The files of ours that a file imports, at once or later. */
function importsOf(root: string, file: string): string[] {
  // A test may hold the text of a file that is nowhere.
  if (!file.endsWith('.ts') || !existsSync(join(root, file))) return [];
  const forms = /\bfrom '(\.[^']+)'|\bimport(?: |\()'(\.[^']+)'/g;
  return [...readFileSync(join(root, file), 'utf8').matchAll(forms)].map(([, from, alone]) =>
    normalize(join(dirname(file), from ?? alone ?? '')),
  );
}
