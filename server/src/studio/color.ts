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

/** A thing of one colour under a light of another; white light changes nothing. */
export function lit(tone: Color, light: Color): Color {
  return [(tone[0] * light[0]) / 255, (tone[1] * light[1]) / 255, (tone[2] * light[2]) / 255];
}

/** Brightness as the eye sees it, 0 … 255 (the weights of BT.709). */
export function luma(tone: Color): number {
  return 0.2126 * tone[0] + 0.7152 * tone[1] + 0.0722 * tone[2];
}

/** 0 gives grey of the same brightness, 1 the colour itself, more makes it stronger. */
export function saturated(tone: Color, strength: number): Color {
  const grey = luma(tone);
  return mix([grey, grey, grey], tone, strength);
}

export function css(tone: Color, alpha = 1): string {
  const [red, green, blue] = tone.map((part) => Math.round(Math.min(255, Math.max(0, part))));
  return `rgba(${String(red)}, ${String(green)}, ${String(blue)}, ${String(alpha)})`;
}
