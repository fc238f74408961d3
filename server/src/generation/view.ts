import type { Failure } from './problems.ts';
import type { InputMode, Particulars, Ratio, Resolution, Seconds } from './request.ts';
import type { ClientState } from './states.ts';

/** A task as its account may see it: the one thing that every dialect's answers are made from. */
export interface TaskView extends Pick<Particulars, 'flex' | 'frames'> {
  id: string;
  /** In which dialect it was created, or `platform`. */
  dialect: string;
  /** As the client named it. */
  model: string;
  /** Of the key that it was made with. */
  keyMode: 'live' | 'test';
  /** Id of that key; null where an operator's command made it. */
  keyId: string | null;
  state: ClientState;
  /** 0 … 100, whole. */
  progress: number;
  mode: InputMode;
  prompt: string;
  /** As asked, after defaults; of frames the whole ones that they hold. */
  seconds: Seconds;
  resolution: Resolution;
  ratio: Ratio;
  /** The pixels by which the client named them, where its answers repeat those. */
  size: string | null;
  generateAudio: boolean;
  seed: number;
  watermark: boolean;
  returnLastFrame: boolean;
  /** JSON of an object, as the client wrote it. */
  metadata: string | null;
  /** The customer's own name for whom it is made; absent: none was given. */
  endUser?: string;
  /** Milliseconds since 1970. */
  createdAtMs: number;
  updatedAtMs: number;
  finishedAtMs: number | null;
  /** From its creation, after which it expires unless it is done. */
  expiresSeconds: number;
  output: TaskOutput | null;
  /** What was said at submit: the most that can be charged. Micro-credits. */
  quoteMicros: bigint;
  /** What was taken; null until the task succeeded. Micro-credits. */
  chargedMicros: bigint | null;
  /** What of the charge was given back. */
  refundedMicros: bigint;
  /** Tokens by the published formula, of what was made; null until the task succeeded. */
  completionTokens: number | null;
  failure: Failure | null;
}

/** What a task did cost in the end, as the function `net_charge`; null until it succeeded. */
export function netCharge({
  chargedMicros,
  refundedMicros,
}: Pick<TaskView, 'chargedMicros' | 'refundedMicros'>): bigint | null {
  return chargedMicros === null ? null : chargedMicros - refundedMicros;
}

export interface TaskOutput {
  /** Absolute, signed, stable, ending in `.mp4`. */
  videoUrl: string;
  /** First frame as JPEG, ending in `.jpg`. */
  posterUrl: string;
  /** Only when it was asked for. */
  lastFrameUrl: string | null;
  /** The poster, small. */
  thumbUrl: string;
  /** Twelve frames of its whole length, in one JPEG. */
  stripUrl: string;
  /** Of the file: frames, pixels, and whole seconds as sold. */
  seconds: number;
  frames: number;
  width: number;
  height: number;
  ratio: Ratio;
}
