/**
 * The keys of a parsed JSON value in the order in which they were written (JSON.parse keeps it for all
 * keys that are not numbers): `output`, `output.videoUrl` …
 */
export function keyPaths(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    prefix + key,
    ...keyPaths(inner, `${prefix}${key}.`),
  ]);
}

/** JSON text on one line, with a mark in the place of each value that these keys have. */
export function masked(json: string, keys: readonly string[]): string {
  return JSON.stringify(
    JSON.parse(json, (key, value: unknown) => (keys.includes(key) ? '…' : value)),
  );
}
