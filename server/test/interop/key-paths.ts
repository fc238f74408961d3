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
