import type { Dialect } from '../../dialects/mechanism.ts';

/** Whether a platform is given media by https addresses alone, so that it never takes any of ours at an http one. */
export function takesOnlyHttps({ operations }: Dialect): boolean {
  return !isSaid('http') && isSaid('https');

  function isSaid(scheme: string): boolean {
    const url = `${scheme}://media.example/1.png`;
    const media = [{ url, kind: 'image', role: 'first_frame', field: 'media[0]' }] as const;
    const ask = { model: 'model', prompt: 'a film', media };
    return operations.some((op) => op.does === 'create' && 'said' in op.asks.encode({ ask }));
  }
}

/** For the operator who adds such a line; empty where media reach it. */
export function httpWarnings(
  lines: readonly { name: string; dialect: string }[],
  dialects: ReadonlyMap<string, Dialect>,
  publicUrl: string | null,
): string[] {
  if (publicUrl?.startsWith('https:')) return [];
  return lines.flatMap(({ name, dialect }) => {
    const spoken = dialects.get(dialect);
    if (!spoken || !takesOnlyHttps(spoken)) return [];
    return `${name} takes media by https addresses alone, and PUBLIC_URL is none: until it is, the line is given no request with media.`;
  });
}
