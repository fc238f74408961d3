/** Red, green, blue, 0 … 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** From `#rrggbb`. */
export function color(hex: string): Color {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** `share` 0 gives `a`, 1 gives `b`. */
export function mix(a: Color, b: Color, share: number): Color {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

export function css(tone: Color, alpha = 1): string {
  const [red, green, blue] = tone.map((part) => Math.round(Math.min(255, Math.max(0, part))));
  return `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${String(alpha)})`;
}
