/** For tests: what a function refuses, and media as probing finds them. */
import type { ProbedFile } from './complete.ts';
import { ProblemError } from './problems.ts';
import type { Problem } from './problems.ts';
import type { MediaAsk } from './request.ts';

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
