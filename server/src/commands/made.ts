import type { ToldFirstStart } from './welcome.ts';

/** The answer: what became of the task, and where its files are. */
export interface Made {
  id: string;
  state: string;
  model: string;
  file: string | null;
  posterFile: string | null;
  lastFrameFile: string | null;
  seconds: number | null;
  width: number | null;
  height: number | null;
  frames: number | null;
  seed: number;
  creditsCharged: number;
  /** Only where there is no file. */
  error?: string;
  /** Only at the first start of all: its keys are told this once. */
  first?: ToldFirstStart;
}
