import type { MediaKind, MediaRole, InputMode, Particulars } from '../generation/request.ts';

/** Everything that a rendering depends on: the same job gives the same frames. */
export interface StudioJob extends Pick<Particulars, 'cameraFixed' | 'referenceTask'> {
  /** Unique, `[A-Za-z0-9_-]+`: names the output folder. */
  id: string;
  /** For the content label. */
  taskId: string;
  model: string;
  /** Even numbers of pixels. */
  width: number;
  height: number;
  frames: number;
  framesPerSecond: 24;
  /** Without the sandbox's words: see `parseOutcome`. */
  prompt: string;
  seed: number;
  mode: InputMode;
  media: readonly StudioMedium[];
  generateAudio: boolean;
  /** A visible "AI generated" mark. */
  watermark: boolean;
  returnLastFrame: boolean;
}

/** A measured file on this machine. */
export interface StudioMedium {
  path: string;
  kind: MediaKind;
  role: MediaRole;
  contentType: string;
  /** Pixels, 0 for audio. */
  width: number;
  height: number;
  /** 0 for images. */
  seconds: number;
}

/** Absolute paths. */
interface StudioFiles {
  video: string;
  /** First frame, JPEG. */
  poster: string;
  /** Last frame without watermark, JPEG; only when it was asked for. */
  lastFrame: string | null;
  /** The poster, small. */
  thumb: string | null;
}

export type StudioStatus =
  | { state: 'rendering'; /** 0 … 99 */ progress: number }
  | {
      state: 'done';
      files: StudioFiles;
      width: number;
      height: number;
      frames: number;
      videoBytes: number;
    }
  /** The work said no: a medium cannot be read. Another attempt would end the same way. */
  | { state: 'failed'; message: string }
  /** The child died or passed a limit: another attempt is safe. `isOurs`: our disk took no more of it. */
  | { state: 'crashed'; reason: string; isOurs?: true };
