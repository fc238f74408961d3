import type { Failure } from '../generation/problems.ts';
import type { FixedRatio } from '../generation/request.ts';
import type { ResultUrls } from '../tasks/results.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import type { LookTimes } from '../work/looks.ts';

/**
 * What the five steps need of a line, whether it is an upstream account spoken to over HTTP or the
 * studio inside this process.
 */
export interface LineDriver {
  readonly name: string;
  /** Whose work it is to follow and collect what was sent through this driver. */
  readonly queue: string;
  /** Where attempts wait whose answer was lost, until they are found. */
  readonly lostQueue: string;
  /** When running attempts are looked at, where no hint brings that forward. */
  readonly looks: LookTimes;
  /** Resolves `lost` where the answer does not say whether the task was accepted; never throws. */
  submit(order: AttemptOrder): Promise<Acceptance>;
  /**
   * What became of attempts whose answer was lost, by their ids; one that is missing in the answer is
   * still unknown. `absent` proves that the line never took it, or that what it took is gone and will
   * not be billed.
   */
  find(attempts: readonly LostAttempt[]): Promise<Map<string, { upstreamId: string } | 'absent'>>;
  /** How many of the attempts that are due may be looked at now, within the line's rates. */
  mayLook(due: number): Promise<LookRoom>;
  /** What became of attempts, by upstream id; of one that is missing nothing was said that can be used. */
  look(attempts: readonly LookAt[]): Promise<Map<string, Observation>>;
  /**
   * Asks the upstream to stop. `stopped` proves that it will not be billed; `unstoppable`: it said no, or there
   * is no way to say it; `unanswered`: it could not be asked now, or what it said is not known.
   */
  cancel(attempt: Named): Promise<CancelAnswer>;
  /** Files of a finished attempt, until they are collected: here, or where they can be fetched. */
  result(attempt: Named): Promise<ResultFiles | ResultUrls | null>;
  /** Called once nothing more is wanted of it: its result is in our storage, or it came to nothing. */
  discard(upstreamId: string): Promise<void>;
  /** Tells that an attempt is worth looking at now. */
  onHint(listener: (upstreamId: string) => void): void;
  stop(): Promise<void>;
}

/** One try at a task. Its intent is durable before `submit` is called. */
export interface AttemptOrder {
  /** From `attemptId`: our own name for it, known before the line has given any. */
  attemptId: string;
  taskId: string;
  mode: 'live' | 'test';
  model: string;
  request: PlannedRequest;
}

export interface LostAttempt extends AttemptOrder {
  /** When the intent to send it was written down. */
  intendedAtMs: number;
  /** Since then, by the database's clock: what is proved by time is proved by that one. */
  elapsedSeconds: number;
  /** The upstream id that a callback named: to be asked about, not to be believed. */
  namedId: string | null;
  /** Nobody wants it any more: it may be found, and must not be sent again. */
  isUnwanted?: true;
}

interface LookRoom {
  /** 0: none now. */
  most: number;
  /** Where it is none: until it is worth asking again. */
  restMs: number;
}

/** An attempt by both of its names: the line's and ours. */
export interface Named {
  upstreamId: string;
  attemptId: string;
}

/** A running attempt, with what was asked. */
export interface LookAt extends Named {
  request: PlannedRequest;
}

export type Acceptance =
  | { kind: 'accepted'; upstreamId: string }
  /** The line is certain that nothing was accepted. `passing`: another line, or a later try, may do. */
  | { kind: 'refused'; passing: boolean; failure: Failure; retryAfterSeconds?: number }
  | { kind: 'lost'; reason: string };

export type Observation =
  | { state: 'queued' }
  | { state: 'running'; progress: number }
  /** `tookSeconds`: by the upstream's own clock, where it tells. `urls`: of the files, where it names them. */
  | { state: 'succeeded'; made: Output | Unmeasured; tookSeconds?: number; urls?: ResultUrls }
  /** It is said to have succeeded, but no video is named: not yet, or never. */
  | { state: 'fileless' }
  /** `billed`: the upstream says that it charges for it all the same. */
  | { state: 'failed'; failure: Failure; billed?: true }
  /**
   * The upstream proves that the attempt is gone and was not billed: another attempt is safe.
   * `interrupted`: by something outside, such as a restart, so it says nothing against the task.
   */
  | { state: 'gone'; reason: string; interrupted: boolean };

export type CancelAnswer = 'stopped' | 'unstoppable' | 'unanswered';

/** What was really made: the charge follows it. */
export interface Output {
  width: number;
  height: number;
  frames: number;
  /** Whole seconds as sold. */
  seconds: number;
  ratio: FixedRatio;
  /** By the upstream's own count; null where it keeps none, and the published formula counts. */
  completionTokens: number | null;
}

/** A success whose length only its file can tell: the charge waits until it is measured. */
export interface Unmeasured {
  seconds: null;
  /** As of what was made. */
  completionTokens: number | null;
}

/** Paths of local files. */
export interface ResultFiles {
  video: string;
  poster: string;
  lastFrame: string | null;
  /** Missing where it was made by a version that made none. */
  thumb?: string | null;
}

/** The task of an attempt's name. */
export function taskIdOf(attempt: string): string {
  return attempt.slice(0, attempt.lastIndexOf('-'));
}

export function attemptOf(attempt: string): { taskId: string; number: number } {
  return {
    taskId: taskIdOf(attempt),
    number: Number(attempt.slice(attempt.lastIndexOf('-') + 1)),
  };
}

/** `number` is 1 for a task's first attempt. Letters, digits, `_` and `-` only. */
export function attemptId(taskId: string, number: number): string {
  return `${taskId}-${String(number)}`;
}

/** For so long platforms keep the records of tasks, and so far lists reach back (Ark: seven days). */
export const recordSeconds = 604_800;
