import type { Model } from '../../../../client/src/api-types.ts';
import type { Kind } from './media.ts';

/** What a file must be like, looked at before it is sent. The server has the same rules, and the last word. */

export interface Measured {
  kind: Kind;
  contentType: string;
  bytes: number;
  /** Null: this browser cannot show it, and the server measures it. */
  width: number | null;
  height: number | null;
  /** Null for pictures too. */
  seconds: number | null;
}

interface Range {
  least: number;
  most: number;
}

export interface KindRules {
  types: readonly string[];
  bytesMax: number;
  side: Range | null;
  aspect: Range | null;
  area: Range | null;
}

const mebibyte = 1_048_576;
export const mostBytesText = (bytes: number): string => `≤ ${String(bytes / mebibyte)} MB`;
const side = { least: 300, most: 6_000 };
const aspect = { least: 0.4, most: 2.5 };

export const rulesOf: Readonly<Record<Kind, KindRules>> = {
  image: {
    types: [
      'image/jpeg',
      'image/png',
      'image/webp',
      'image/bmp',
      'image/tiff',
      'image/gif',
      'image/heic',
      'image/heif',
    ],
    bytesMax: 30 * mebibyte,
    side,
    aspect,
    area: null,
  },
  video: {
    types: ['video/mp4', 'video/quicktime'],
    bytesMax: 200 * mebibyte,
    side,
    aspect,
    area: { least: 407_696, most: 8_295_044 },
  },
  audio: {
    types: ['audio/wav', 'audio/mpeg'],
    bytesMax: 15 * mebibyte,
    side: null,
    aspect: null,
    area: null,
  },
};

/** Containers round up: clips of the longest length have a few frames more. */
const slackSeconds = 0.2;

export interface Check {
  rule: 'type' | 'bytes' | 'side' | 'aspect' | 'area' | 'seconds';
  passes: boolean;
  /** Null: one of the types. */
  range: Range | null;
}

/** Each rule that can be checked here, and whether the file keeps to it. */
export function checksOf(measured: Measured, limits: Model['limits']): Check[] {
  const { kind, contentType, bytes, width, height, seconds } = measured;
  const rules = rulesOf[kind];
  const { least, most } = limits.references.clipSeconds;
  const within = (
    rule: Check['rule'],
    range: Range | null,
    ...values: readonly (number | null)[]
  ): Check[] => {
    if (!range || values.includes(null)) return [];
    const passes = values.every(
      (value) => value !== null && value >= range.least && value <= range.most,
    );
    return [{ rule, passes, range }];
  };
  const hasPixels = width !== null && height !== null;
  return [
    { rule: 'type', passes: rules.types.includes(contentType), range: null },
    ...within('bytes', { least: 1, most: rules.bytesMax }, bytes),
    ...within('side', rules.side, width, height),
    ...within('aspect', rules.aspect, hasPixels ? width / height : null),
    ...within('area', rules.area, hasPixels ? width * height : null),
    ...within('seconds', { least, most: most + slackSeconds }, kind === 'image' ? null : seconds),
  ];
}
