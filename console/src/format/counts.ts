/** Counts, shares, sizes and ids. */

/** Exact to 99,999, then “128k”. */
export function countText(count: number): string {
  if (count < 100_000) return count.toLocaleString('en-US');
  if (count < 1_000_000) return `${String(Math.floor(count / 1_000))}k`;
  return `${(Math.floor(count / 100_000) / 10).toFixed(1)}M`;
}

/** Decimal: kB, MB, GB. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1_000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1_000 ** power;
  return `${size < 10 && power > 0 ? size.toFixed(1) : size.toFixed(0)} ${units[power] ?? 'B'}`;
}

/** “98.6%”: one place. `share` of 1. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')}%`;
}

/** The middle is what people do not read: `req_2c4a…7qz`. */
export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
