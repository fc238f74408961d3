/**
 * JimmyAI sells lines: each has its own ranges, counts, ways to name media, and form of price. Source:
 * the founding document, and JimmyAI's newer pages and public client where that is silent. Where the two
 * ages disagree the founding document holds: 4 to 12 s on Full, 480p on SP economy, from 1 s on MD, a
 * price per task on Mini Special.
 *
 * Not documented there, so chosen here: the ratios, videos and audio of Mini; that `seedance2.0-gz` is
 * the plain name of GZ; that Fast I2V takes a text alone; that a first frame may stand alone where
 * nothing is said; the default length of `seedance-2.5-sp`.
 */
import type { Limits } from '../../generation/abilities.ts';
import type { Catalogue } from '../../generation/catalogue.ts';
import { wholeSeconds } from '../../generation/families.ts';
import type { FamilyName } from '../../generation/families.ts';
import type { Model } from '../../generation/models.ts';
import { fixedRatios, ratios } from '../../generation/request.ts';
import type { Resolution } from '../../generation/request.ts';
import { jimmyai2_5Models } from './jimmyai-2-5.ts';
import { common, fixed, line, references } from './jimmyai-line.ts';

const withoutVideo = references(9, 0, 3);

function full(
  lineName: string,
  title: string,
  family: FamilyName,
  made: { resolutions: readonly Resolution[]; references: Limits['references'] },
): Model[] {
  const limits = {
    ratios,
    seconds: wholeSeconds(4, 12),
    mediaForms: ['asset'] as const,
    references: made.references,
  };
  return made.resolutions.map((resolution) => {
    const names = { name: `${lineName}_${resolution}`, title: `${title} ${resolution}` };
    return fixed({ ...names, family, limits, resolution, pricedAs: lineName });
  });
}

const everySize = ['720p', '1080p', '2k', '4k'] as const;
const fastSizes = ['720p', '1080p'] as const;
const withVideo = references(9, 3, 3);

const fullModels: readonly Model[] = [
  ...full('sd2_mx', 'Seedance 2.0 Full', 'seedance-2.0', {
    resolutions: everySize,
    references: withoutVideo,
  }),
  ...full('sd2_mx_fast', 'Seedance 2.0 Full Fast', 'seedance-2.0-fast', {
    resolutions: fastSizes,
    references: withoutVideo,
  }),
  ...full('sd2_mx_video', 'Seedance 2.0 Full Video', 'seedance-2.0', {
    resolutions: everySize,
    references: withVideo,
  }),
  ...full('sd2_mx_video_fast', 'Seedance 2.0 Full Video Fast', 'seedance-2.0-fast', {
    resolutions: fastSizes,
    references: withVideo,
  }),
];

const sp: Partial<Limits> = { mediaForms: ['url', 'asset'], audioWithFrames: true };
const spOfficial: Partial<Limits> = { mediaForms: ['url', 'asset'] };

const spModels: readonly Model[] = [
  line({ name: 'seedance2.0-sp', title: 'Seedance 2.0 SP', family: 'seedance-2.0', limits: sp }),
  line({
    name: 'seedance2.0-fast-sp',
    title: 'Seedance 2.0 Fast SP',
    family: 'seedance-2.0-fast',
    limits: sp,
  }),
  line({
    name: 'seedance2.0-of-sp',
    title: 'Seedance 2.0 SP Official',
    family: 'seedance-2.0',
    limits: spOfficial,
  }),
  line({
    name: 'seedance2.0-of-fast-sp',
    title: 'Seedance 2.0 Fast SP Official',
    family: 'seedance-2.0-fast',
    limits: spOfficial,
  }),
];

const mini = {
  title: 'Seedance 2.0 Mini',
  family: 'seedance-2.0-mini',
  limits: { ratios, references: withoutVideo },
  pricedAs: 'seedance2.0-mini',
} as const;
const miniVideo = {
  title: 'Seedance 2.0 Mini Video',
  family: 'seedance-2.0-mini',
  limits: { ratios },
  pricedAs: 'seedance2.0-mini-video',
} as const;

/** Of Mini the billing names are taken too: they fix the resolution. */
const miniModels: readonly Model[] = [
  line({ ...mini, name: 'seedance2.0-mini' }),
  line({ ...miniVideo, name: 'seedance2.0-mini-video' }),
  ...common.resolutions.flatMap((resolution) => [
    fixed({
      ...mini,
      name: `seedance2.0-mini-${resolution}`,
      title: `${mini.title} ${resolution}`,
      resolution,
    }),
    fixed({
      ...miniVideo,
      name: `seedance2.0-mini-${resolution}-video`,
      title: `${miniVideo.title} ${resolution}`,
      resolution,
    }),
  ]),
  line({
    name: 'seedance2.0-mini-sp',
    title: 'Seedance 2.0 Mini Special',
    family: 'seedance-2.0-mini',
    limits: { resolutions: ['480p', '720p'], audioWithFrames: true },
  }),
];

const md: Partial<Limits> = {
  promptCharacters: 5000,
  seconds: wholeSeconds(1, 15),
  lastFrame: 'needed',
  files: { image: { without: ['image/gif'] }, video: { pixels: { least: 720, most: 2160 } } },
  references: { ...references(4, 3, 0), videoBytesTotal: 200 * 1_048_576 },
};

const perTaskModels: readonly Model[] = [
  fixed({
    name: 'seedance2.0-md',
    title: 'Seedance 2.0 MD',
    family: 'seedance-2.0',
    limits: md,
    resolution: '720p',
  }),
  fixed({
    name: 'seedance2.0-fast-md',
    title: 'Seedance 2.0 Fast MD',
    family: 'seedance-2.0-fast',
    limits: md,
    resolution: '720p',
  }),
  fixed({
    name: 'seedance2.0-fast-i2v',
    title: 'Seedance 2.0 Fast I2V',
    family: 'seedance-2.0-fast',
    limits: {
      promptCharacters: 5000,
      seconds: wholeSeconds(1, 15),
      references: references(9, 0, 0),
    },
    resolution: '720p',
  }),
  fixed({
    name: 'seedance2.0-std',
    title: 'Seedance 2.0 STD',
    family: 'seedance-2.0',
    limits: { ratios: fixedRatios },
    resolution: '720p',
  }),
];

const gz: Partial<Limits> = { ratios, mediaForms: ['url', 'asset'] };
const gzUpTo720p: Partial<Limits> = { ...gz, resolutions: ['480p', '720p'] };

const gzModels: readonly Model[] = [
  line({ name: 'seedance2.0-gz', title: 'Seedance 2.0 GZ', family: 'seedance-2.0', limits: gz }),
  fixed({
    name: 'seedance2.0-gz-720p',
    title: 'Seedance 2.0 GZ 720p',
    family: 'seedance-2.0',
    limits: gz,
    resolution: '720p',
    pricedAs: 'seedance2.0-gz',
  }),
  line({
    name: 'seedance2.0-gz-fast',
    title: 'Seedance 2.0 GZ Fast',
    family: 'seedance-2.0-fast',
    limits: gzUpTo720p,
  }),
  line({
    name: 'seedance2.0-gz-mini',
    title: 'Seedance 2.0 GZ Mini',
    family: 'seedance-2.0-mini',
    limits: gzUpTo720p,
  }),
];

const models933: readonly Model[] = [
  line({
    name: 'seedance2.0-933',
    title: 'Seedance 2.0 933',
    family: 'seedance-2.0',
    limits: { ratios: fixedRatios, audioChoice: true },
    defaults: { resolution: '480p', seconds: 4, generateAudio: false },
  }),
  fixed({
    name: 'sd2-933-720p',
    title: 'Seedance 2.0 933 720p',
    family: 'seedance-2.0',
    limits: { ratios: ['16:9', '9:16', '1:1', '4:3', '3:4'], audioChoice: true },
    resolution: '720p',
  }),
];

export const jimmyaiCatalogue: Catalogue = {
  models: [
    ...fullModels,
    ...spModels,
    ...miniModels,
    ...perTaskModels,
    ...gzModels,
    ...models933,
    ...jimmyai2_5Models,
  ],
};
