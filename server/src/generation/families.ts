/**
 * The engine families of Seedance and what each one can do, as its maker documents it. Models are
 * sold on top of them (`models.ts`) and may be narrower or wider. Source: the Volcengine Ark and
 * BytePlus ModelArk references of the video generation tasks, as of November 2026.
 */
import { fixedRatios, ratios } from './request.ts';
import type { Mode, Ratio, Resolution } from './request.ts';

export const familyNames = [
  'seedance-2.5',
  'seedance-2.0',
  'seedance-2.0-fast',
  'seedance-2.0-mini',
  'seedance-1.5-pro',
  'seedance-1.0-pro',
  'seedance-1.0-pro-fast',
  'seedance-1.0-lite',
] as const;
export type FamilyName = (typeof familyNames)[number];

/** What may be asked for. A complete request is checked against these by `limits.ts`. */
export interface Limits {
  resolutions: readonly Resolution[];
  ratios: readonly Ratio[];
  modes: readonly Mode[];
  /** Where one mode takes less than the lists above. */
  narrowerIn?: Partial<
    Record<Mode, { resolutions?: readonly Resolution[]; ratios?: readonly Ratio[] }>
  >;
  /** Every length of output that is made, in whole seconds, ascending. */
  seconds: readonly number[];
  /** Whether the model can pick the length itself. */
  automaticSeconds: boolean;
  /** Whether `frames` mode takes a last frame besides the first. */
  lastFrame: boolean;
  references: ReferenceLimits;
  /** Whether it can make sound. */
  audioOut: boolean;
  /** Whether it can hand out the last frame of the result. */
  returnLastFrame: boolean;
}

/** Of `reference` mode; all zero where a family has none. */
interface ReferenceLimits {
  images: number;
  videos: number;
  audios: number;
  /** All three together. */
  total: number;
  /** Shortest and longest single video or audio, in seconds. */
  clipSeconds: { least: number; most: number };
  /** All videos together, and likewise all audios together, in seconds. */
  clipSecondsTotal: number;
  /** Whether audio may stand without an image or a video. */
  audioAlone: boolean;
}

/** What a field is when the client leaves it out. */
export interface Defaults {
  resolution: Resolution;
  seconds: number | 'auto';
  ratio: { withoutMedia: Ratio; withMedia: Ratio };
  generateAudio: boolean;
}

/** Families of one series make the same pixels. */
export type PixelSeries = '2.5' | '2.0' | '1.5' | '1.0';

export interface Family {
  name: FamilyName;
  pixels: PixelSeries;
  limits: Limits;
  defaults: Defaults;
}

/** Whole seconds from `least` to `most`, both included. */
function wholeSeconds(least: number, most: number): readonly number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}

const adaptive = { withoutMedia: 'adaptive', withMedia: 'adaptive' } as const;

const noReferences: ReferenceLimits = {
  images: 0,
  videos: 0,
  audios: 0,
  total: 0,
  clipSeconds: { least: 0, most: 0 },
  clipSecondsTotal: 0,
  audioAlone: false,
};

const limits2_0: Limits = {
  resolutions: ['480p', '720p', '1080p', '4k'],
  ratios,
  modes: ['text', 'frames', 'reference'],
  seconds: wholeSeconds(4, 15),
  automaticSeconds: true,
  lastFrame: true,
  references: {
    images: 9,
    videos: 3,
    audios: 3,
    total: 15,
    clipSeconds: { least: 2, most: 15 },
    clipSecondsTotal: 15,
    audioAlone: false,
  },
  audioOut: true,
  returnLastFrame: true,
};

const limits2_5: Limits = {
  ...limits2_0,
  resolutions: ['480p', '720p', '1080p'],
  narrowerIn: { frames: { ratios: ['adaptive'] } },
  seconds: wholeSeconds(4, 30),
  references: {
    images: 30,
    videos: 10,
    audios: 10,
    total: 50,
    clipSeconds: { least: 2, most: 30 },
    clipSecondsTotal: 30,
    audioAlone: true,
  },
};

const limits1_5: Limits = {
  ...limits2_0,
  resolutions: ['480p', '720p', '1080p'],
  modes: ['text', 'frames'],
  seconds: wholeSeconds(4, 12),
  references: noReferences,
};

const limits1_0: Limits = {
  ...limits1_5,
  narrowerIn: { text: { ratios: fixedRatios } },
  seconds: wholeSeconds(2, 12),
  automaticSeconds: false,
  audioOut: false,
};

const defaults2_0: Defaults = {
  resolution: '720p',
  seconds: 5,
  ratio: adaptive,
  generateAudio: true,
};

const defaults1_0: Defaults = {
  resolution: '1080p',
  seconds: 5,
  ratio: { withoutMedia: '16:9', withMedia: 'adaptive' },
  generateAudio: false,
};

const upTo720p: readonly Resolution[] = ['480p', '720p'];

export const families: Readonly<Record<FamilyName, Family>> = {
  'seedance-2.5': {
    name: 'seedance-2.5',
    pixels: '2.5',
    limits: limits2_5,
    defaults: { ...defaults2_0, seconds: 'auto' },
  },
  'seedance-2.0': {
    name: 'seedance-2.0',
    pixels: '2.0',
    limits: limits2_0,
    defaults: defaults2_0,
  },
  'seedance-2.0-fast': {
    name: 'seedance-2.0-fast',
    pixels: '2.0',
    limits: { ...limits2_0, resolutions: upTo720p },
    defaults: defaults2_0,
  },
  'seedance-2.0-mini': {
    name: 'seedance-2.0-mini',
    pixels: '2.0',
    limits: { ...limits2_0, resolutions: upTo720p },
    defaults: defaults2_0,
  },
  'seedance-1.5-pro': {
    name: 'seedance-1.5-pro',
    pixels: '1.5',
    limits: limits1_5,
    defaults: defaults2_0,
  },
  'seedance-1.0-pro': {
    name: 'seedance-1.0-pro',
    pixels: '1.0',
    limits: limits1_0,
    defaults: defaults1_0,
  },
  'seedance-1.0-pro-fast': {
    name: 'seedance-1.0-pro-fast',
    pixels: '1.0',
    limits: { ...limits1_0, lastFrame: false },
    defaults: defaults1_0,
  },
  'seedance-1.0-lite': {
    name: 'seedance-1.0-lite',
    pixels: '1.0',
    limits: {
      ...limits1_0,
      modes: ['text', 'frames', 'reference'],
      narrowerIn: { ...limits1_0.narrowerIn, reference: { resolutions: upTo720p } },
      references: { ...noReferences, images: 4, total: 4 },
    },
    defaults: { ...defaults1_0, resolution: '720p' },
  },
};
