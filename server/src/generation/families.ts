/**
 * The engine families of Seedance and what each one can do, as its maker documents it. Models are
 * sold on top of them (`models.ts`) and may be narrower or wider. Source: the Volcengine Ark and
 * BytePlus ModelArk references of the video generation tasks, as of November 2026.
 */
import { mediaForms } from './abilities.ts';
import type { Defaults, Limits } from './abilities.ts';
import { fixedRatios, ratios, referenceTasks } from './request.ts';
import type { Resolution } from './request.ts';

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

/** Families of one series make the same pixels. */
export type PixelSeries = '2.5' | '2.0' | '1.5' | '1.0';

export interface Family {
  name: FamilyName;
  pixels: PixelSeries;
  limits: Limits;
  defaults: Defaults;
}

/** Whole seconds from `least` to `most`, both included. */
export function wholeSeconds(least: number, most: number): readonly number[] {
  return Array.from({ length: most - least + 1 }, (_, index) => least + index);
}

const adaptive = { withoutMedia: 'adaptive', withMedia: 'adaptive' } as const;

const noReferences: Limits['references'] = {
  images: 0,
  videos: 0,
  audios: 0,
  total: 0,
  clipSeconds: { least: 0, most: 0 },
  clipSecondsTotal: 0,
  videoBytesTotal: null,
  audioAlone: false,
};

/**
 * No maker bounds a prompt; Ark advises against more than 500 Chinese characters or 1000 English words. This
 * is the longest that any platform documents, which is OpenAI.
 */
export const promptCharactersMost = 32_000;

const limits2_0: Limits = {
  promptCharacters: promptCharactersMost,
  resolutions: ['480p', '720p', '1080p', '4k'],
  fixedResolution: false,
  ratios,
  modes: ['text', 'frames', 'reference'],
  seconds: wholeSeconds(4, 15),
  automaticSeconds: true,
  lastFrame: 'optional',
  audioWithFrames: false,
  mediaForms,
  files: {},
  references: {
    images: 9,
    videos: 3,
    audios: 3,
    total: 15,
    clipSeconds: { least: 2, most: 15 },
    clipSecondsTotal: 15,
    videoBytesTotal: null,
    audioAlone: false,
  },
  audioOut: true,
  audioChoice: true,
  returnLastFrame: true,
  flex: false,
  fixedCamera: false,
  frames: null,
  referenceTasks: [],
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
    videoBytesTotal: null,
    audioAlone: true,
  },
  referenceTasks,
};

const limits1_5: Limits = {
  ...limits2_0,
  resolutions: ['480p', '720p', '1080p'],
  modes: ['text', 'frames'],
  seconds: wholeSeconds(4, 12),
  references: noReferences,
  flex: true,
  fixedCamera: true,
};

const limits1_0: Limits = {
  ...limits1_5,
  narrowerIn: { text: { ratios: fixedRatios } },
  seconds: wholeSeconds(2, 12),
  automaticSeconds: false,
  files: { image: { without: ['image/heic', 'image/heif'] } },
  audioOut: false,
  frames: { least: 29, most: 289 },
  audioChoice: false,
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
    limits: { ...limits1_0, lastFrame: 'none' },
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
