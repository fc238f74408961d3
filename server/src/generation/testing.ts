/** For tests: what a function refuses, media as probing finds them, and tasks as accounts see them. */
import type { ProbedFile } from './complete.ts';
import { ProblemError } from './problems.ts';
import type { Problem } from './problems.ts';
import type { MediaAsk } from './request.ts';
import type { TaskOutput, TaskView } from './view.ts';

/** The problem that is thrown, null when nothing is; any other error goes on. */
export function problemOf(act: () => unknown): Problem | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

/** The same of work that takes its time. */
export async function problemOfAsync(act: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

/** A file that every family takes, but for what is said otherwise. */
export function probedFile(file: Partial<ProbedFile> & Pick<ProbedFile, 'kind'>): ProbedFile {
  const isAudio = file.kind === 'audio';
  return {
    sha256: '0'.repeat(64),
    contentType: `${file.kind}/test`,
    bytes: 1000,
    width: isAudio ? 0 : 1280,
    height: isAudio ? 0 : 720,
    seconds: file.kind === 'image' ? 0 : 5,
    ...file,
  };
}

/** A medium as a client sends it. */
export function mediaAsk(ask: Partial<MediaAsk>, index = 0): MediaAsk {
  return {
    url: `https://media.example/${String(index)}.png`,
    kind: 'image',
    role: null,
    field: `media[${String(index)}]`,
    ...ask,
  };
}

/** A task of 5 s of 720p that waits, but for what is said otherwise. */
export function taskView(view: Partial<TaskView> = {}): TaskView {
  return {
    id: 't1',
    dialect: 'platform',
    model: 'seedance-2.0',
    keyMode: 'live',
    keyId: '019362f2-7a1e-7000-8000-000000000000',
    state: 'queued',
    progress: 0,
    mode: 'text',
    prompt: 'A river in autumn',
    seconds: 5,
    resolution: '720p',
    ratio: '16:9',
    size: null,
    generateAudio: true,
    seed: 7,
    watermark: false,
    returnLastFrame: false,
    metadata: null,
    createdAtMs: Date.UTC(2026, 10, 21, 8),
    updatedAtMs: Date.UTC(2026, 10, 21, 8),
    finishedAtMs: null,
    expiresSeconds: 172_800,
    output: null,
    quoteMicros: 40_000_000n,
    chargedMicros: null,
    refundedMicros: 0n,
    completionTokens: null,
    failure: null,
    ...view,
  };
}

/** What such a task made. */
export function taskOutput(output: Partial<TaskOutput> = {}): TaskOutput {
  return {
    videoUrl: 'https://films.example/t1.mp4',
    posterUrl: 'https://films.example/t1.jpg',
    lastFrameUrl: null,
    thumbUrl: 'https://films.example/t1.thumb.jpg',
    stripUrl: 'https://films.example/t1.strip.jpg',
    seconds: 5,
    frames: 121,
    width: 1280,
    height: 720,
    ratio: '16:9',
    ...output,
  };
}
