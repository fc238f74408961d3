import type { MediaKind } from '../generation/request.ts';

/**
 * What a single medium may be. Counts and total seconds belong to the model and are checked there.
 * Source: Volcengine Ark's and BytePlus ModelArk's input tables, the newer value where they differ.
 * Pure.
 */
export interface KindLimits {
  /** Content types by magic bytes, each with the name that customers know. */
  formats: Readonly<Record<string, string>>;
  bytesMax: number;
  /** Of each side. */
  pixels: Range | null;
  /** Width divided by height. */
  aspect: Range | null;
  /** Width times height. */
  area: Range | null;
  framesPerSecond: Range | null;
  seconds: Range | null;
}

interface Range {
  least: number;
  most: number;
}

/** A file as it was found to be. */
export interface Measured {
  kind: MediaKind;
  /** By magic bytes, such as `image/png`. */
  contentType: string;
  bytes: number;
  /** As shown, after rotation; 0 for audio. */
  width: number;
  height: number;
  /** 0 for images. */
  seconds: number;
  /** 0 for images and audio. */
  framesPerSecond: number;
}

const mebibyte = 1_048_576;
const sides: Range = { least: 300, most: 6000 };
const aspect: Range = { least: 0.4, most: 2.5 };
/** Clips are sold up to 15 s; containers round up, and 15.2 s is what upstreams were seen to take. */
const seconds: Range = { least: 2, most: 15.2 };

export const mediaLimits: Readonly<Record<MediaKind, KindLimits>> = {
  image: {
    formats: {
      'image/jpeg': 'jpeg',
      'image/png': 'png',
      'image/webp': 'webp',
      'image/bmp': 'bmp',
      'image/tiff': 'tiff',
      'image/gif': 'gif',
      'image/heic': 'heic',
      'image/heif': 'heif',
    },
    bytesMax: 30 * mebibyte,
    pixels: sides,
    aspect,
    area: null,
    framesPerSecond: null,
    seconds: null,
  },
  video: {
    formats: { 'video/mp4': 'mp4', 'video/quicktime': 'mov' },
    bytesMax: 200 * mebibyte,
    pixels: sides,
    aspect,
    area: { least: 407_696, most: 8_295_044 },
    // 23.976 is what cinema cameras call 24.
    framesPerSecond: { least: 23.8, most: 60.1 },
    seconds,
  },
  audio: {
    formats: { 'audio/wav': 'wav', 'audio/mpeg': 'mp3' },
    bytesMax: 15 * mebibyte,
    pixels: null,
    aspect: null,
    area: null,
    framesPerSecond: null,
    seconds,
  },
};

/**
 * Null for a medium that may be used, else a sentence without its subject, such as `is 120 x 80
 * pixels; each side must have 300 to 6000`. A model with limits of its own passes them.
 */
export function checkMedium(
  measured: Measured,
  limits: KindLimits = mediaLimits[measured.kind],
): string | null {
  const { width, height, framesPerSecond } = measured;
  if (!(measured.contentType in limits.formats)) {
    return `is ${measured.contentType}; ${measured.kind} may be ${formatNames(limits)}`;
  }
  if (measured.bytes > limits.bytesMax) {
    return `has ${String(measured.bytes)} bytes; at most ${megabytes(limits.bytesMax)} are taken`;
  }
  const size = `is ${String(width)} x ${String(height)} pixels`;
  if (outside(width, limits.pixels) || outside(height, limits.pixels)) {
    return `${size}; each side must have ${between(limits.pixels)}`;
  }
  if (outside(width / height, limits.aspect)) {
    return `${size}; width divided by height must be ${between(limits.aspect)}`;
  }
  if (outside(width * height, limits.area)) {
    return `${size}; width times height must be ${between(limits.area)}`;
  }
  if (outside(framesPerSecond, limits.framesPerSecond)) {
    return `has ${decimal(framesPerSecond)} frames per second; it must have ${between(limits.framesPerSecond)}`;
  }
  if (outside(measured.seconds, limits.seconds)) {
    return `lasts ${decimal(measured.seconds)} s; it must last ${between(limits.seconds)} s`;
  }
  return null;
}

/** The formats of a kind as a customer reads them: `jpeg, png or webp`. */
export function formatNames(limits: KindLimits): string {
  const names = Object.values(limits.formats);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

export function megabytes(bytes: number): string {
  return `${decimal(bytes / mebibyte)} MB`;
}

function outside(value: number, range: Range | null): range is Range {
  return range !== null && !(value >= range.least && value <= range.most);
}

function between(range: Range): string {
  return `${decimal(range.least)} to ${decimal(range.most)}`;
}

/** At most two decimals, none where they say nothing. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
