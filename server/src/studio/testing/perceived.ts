/** A picture as the eye takes it in at a glance: 16 by 9 fields of lightness and two colour axes. */
export type Glance = readonly (readonly [lightness: number, a: number, b: number])[];

const columns = 16;
const rows = 9;

/** `rgba` rows from the top. Fields are CIE L*a*b* under D65. */
export function glanceOf(picture: { width: number; height: number; rgba: Uint8Array }): Glance {
  const fields = Array.from({ length: columns * rows }, () => ({
    red: 0,
    green: 0,
    blue: 0,
    count: 0,
  }));
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const row = Math.floor((y * rows) / picture.height);
      const field = fields[row * columns + Math.floor((x * columns) / picture.width)];
      if (field === undefined) continue;
      const at = (y * picture.width + x) * 4;
      field.red += linear(picture.rgba[at] ?? 0);
      field.green += linear(picture.rgba[at + 1] ?? 0);
      field.blue += linear(picture.rgba[at + 2] ?? 0);
      field.count += 1;
    }
  }
  return fields.map(({ red, green, blue, count }) => lab(red / count, green / count, blue / count));
}

/** Mean colour difference of two glances (CIE 1976): about 2 can just be seen, 100 is black and white. */
export function perceivedDistance(one: Glance, other: Glance): number {
  const sum = one.reduce((total, [lightness, a, b], at) => {
    const [otherLightness = 0, otherA = 0, otherB = 0] = other[at] ?? [];
    return total + Math.hypot(lightness - otherLightness, a - otherA, b - otherB);
  }, 0);
  return sum / one.length;
}

/** From a byte of sRGB (IEC 61966-2-1). */
function linear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** From linear sRGB. */
function lab(red: number, green: number, blue: number): readonly [number, number, number] {
  const x = curved((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = curved(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = curved((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function curved(share: number): number {
  return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
}
