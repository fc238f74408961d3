import type { Upload } from './upload.ts';

/**
 * The canonical words for "what to make". Every dialect decodes into them and encodes from them.
 * Pure data: no I/O, no defaults of one platform.
 */

export const resolutions = ['480p', '720p', '1080p', '2k', '4k'] as const;
export type Resolution = (typeof resolutions)[number];

/** Ratios that name a shape; `adaptive` leaves the choice to the first medium or the model. */
export const fixedRatios = ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9'] as const;
export type FixedRatio = (typeof fixedRatios)[number];
export type Ratio = FixedRatio | 'adaptive';
export const ratios = [...fixedRatios, 'adaptive'] as const satisfies readonly Ratio[];

export const mediaKinds = ['image', 'video', 'audio'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const mediaRoles = [
  'first_frame',
  'last_frame',
  'reference_image',
  'reference_video',
  'reference_audio',
] as const;
export type MediaRole = (typeof mediaRoles)[number];

/** `text`, `frames` (first, or first and last) and `reference` exclude each other. */
export type InputMode = 'text' | 'frames' | 'reference';

/**
 * A medium as a client named it. `kind` is null where only the file can tell, `role` is null where
 * it depends on what the files turn out to be: `assignRoles` settles both after probing.
 */
export interface MediaAsk {
  /** `http(s)://…`, `data:<type>;base64,…` or `asset://…`; of an upload, its name for errors. */
  url: string;
  /** Set where the file came with the request. */
  upload?: Upload;
  kind: MediaKind | null;
  role: MediaRole | null;
  /** Where it stands in the client's own words, such as `content[1].image_url.url`, for errors. */
  field: string;
}

/** `auto`: the model picks the length (Ark's -1). */
export type Seconds = number | 'auto';

/** What is made of the first reference video: it itself anew, or what comes after it. */
export const referenceTasks = ['edit', 'extend'] as const;
export type ReferenceTask = (typeof referenceTasks)[number];

/** What few models can be asked for; absent where it is not. */
export interface Particulars {
  /** Made when there is room, for less: it may wait as long as the task does. */
  flex?: true;
  cameraFixed?: true;
  /** The length, instead of one in seconds. */
  frames?: number;
  /** Absent: the model follows the text. */
  referenceTask?: ReferenceTask;
}

/**
 * What a client asked for, in our words. An absent field means the model's own default: `complete`
 * fills it. A dialect's decode sets what that dialect documents as its default.
 */
export interface GenerationAsk extends Particulars {
  model: string;
  /** Empty when only media were given. */
  prompt: string;
  media: readonly MediaAsk[];
  /** Whole seconds of output, or `auto`. */
  seconds?: Seconds;
  resolution?: Resolution;
  ratio?: Ratio;
  generateAudio?: boolean;
  /** Absent: random. */
  seed?: number;
  watermark?: boolean;
  returnLastFrame?: boolean;
  /** The pixels by which the client named the shape, where its answers repeat them. They change nothing. */
  size?: string;
}

/** The names a dialect uses for the fields of an ask, so that problems speak the client's words. */
export type FieldNames = Partial<Record<keyof GenerationAsk, string>> & { roles?: RoleNames };

/** Where each role has a field of its own instead of a word: that field. */
export type RoleNames = Partial<Record<MediaRole, string>>;

/** A measured medium: it is ours by now, stored under its hash. */
export interface Medium {
  kind: MediaKind;
  role: MediaRole;
  field: string;
  /** Hex SHA-256 of the stored bytes: the name in our storage. */
  sha256: string;
  /** Of the bytes, such as `image/png`. */
  contentType: string;
  bytes: number;
  /** Pixels, 0 for audio. */
  width: number;
  height: number;
  /** Length of video and audio in seconds (fractions kept), 0 for images. */
  seconds: number;
}

/** Complete and measured: what is priced, stored with the task and sent to a line. */
export interface GenerationRequest extends Particulars {
  model: string;
  prompt: string;
  /** The text as it is told again, where parameters were read out of it. */
  writtenPrompt?: string;
  mode: InputMode;
  media: readonly Medium[];
  /** A fraction only where the length was asked for in frames. */
  seconds: Seconds;
  resolution: Resolution;
  ratio: Ratio;
  generateAudio: boolean;
  /** Always a number here: drawn once at submit when the client gave none. 0 … 4294967295. */
  seed: number;
  /** Nobody asked for this seed, so a line that cannot say one may serve the request. */
  seedIsDrawn: boolean;
  watermark: boolean;
  returnLastFrame: boolean;
  /** As of the ask. Rows of before have none. */
  size?: string;
}

/** JSON as it is stored and echoed: metadata of a customer. */
type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
