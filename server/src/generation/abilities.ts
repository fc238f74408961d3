/** What can be asked of an engine family, and of a model that is sold on top of one. */
import type { MediaKind, InputMode, Ratio, ReferenceTask, Resolution } from './request.ts';

/** How a medium may be named: an http(s) URL, a data URL, an asset of the account. */
export const mediaForms = ['url', 'data', 'asset'] as const;
export type MediaForm = (typeof mediaForms)[number];

/** What may be asked for. A complete request is checked against these by `limits.ts`. */
export interface Limits {
  /** Of the prompt, in Unicode code points: an emoji may be several, a Chinese character is one. */
  promptCharacters: number;
  resolutions: readonly Resolution[];
  /** There is one resolution, fixed by the name or the line, and the field for it is not read. */
  fixedResolution: boolean;
  ratios: readonly Ratio[];
  modes: readonly InputMode[];
  /** Where one mode takes less than the lists above. */
  narrowerIn?: Partial<
    Record<InputMode, { resolutions?: readonly Resolution[]; ratios?: readonly Ratio[] }>
  >;
  /** Every length of output that is made, in whole seconds, ascending. */
  seconds: readonly number[];
  /** Whether the model can pick the length itself. */
  automaticSeconds: boolean;
  /** Whether `frames` mode takes a last frame besides the first, or even needs one. */
  lastFrame: 'none' | 'optional' | 'needed';
  /** Whether `frames` mode takes audio to go with it. */
  audioWithFrames: boolean;
  mediaForms: readonly MediaForm[];
  /** Where single files are held tighter than the common limits of their kind. */
  files: Partial<Record<MediaKind, FileLimits>>;
  references: ReferenceLimits;
  /** Whether it can make sound. */
  audioOut: boolean;
  /**
   * Whether it is told by a field of its platform to make sound or none. Where it is not, it has sound whenever it
   * can make any.
   */
  audioChoice: boolean;
  /** Whether it can hand out the last frame of the result. */
  returnLastFrame: boolean;
  /** Whether it is made for less when there is room. */
  flex: boolean;
  /** Whether its camera can be told to stand still. */
  fixedCamera: boolean;
  /** Fewest and most frames, where a length can be given in them: 25 and a multiple of 4. Null: it cannot. */
  frames: { least: number; most: number } | null;
  /** What it can be told to make of a reference video. */
  referenceTasks: readonly ReferenceTask[];
}

interface FileLimits {
  /** Content types that are not taken although they are common. */
  without?: readonly string[];
  /** Of each side. */
  pixels?: { least: number; most: number };
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
  /** All videos together; null: only single files are bounded. */
  videoBytesTotal: number | null;
  /** Whether audio may stand without an image or a video. */
  audioAlone: boolean;
}

/** Whether it makes videos without sound. */
export function canBeSilent({ audioOut, audioChoice }: Limits): boolean {
  return audioChoice || !audioOut;
}

/** What a field is when the client leaves it out. */
export interface Defaults {
  resolution: Resolution;
  seconds: number | 'auto';
  ratio: { withoutMedia: Ratio; withMedia: Ratio };
  generateAudio: boolean;
}
