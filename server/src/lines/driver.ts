import type { Failure } from '../generation/problems.ts';
import type { GenerationRequest } from '../generation/request.ts';

/**
 * What the five steps need of a line, whether it is an upstream account spoken to over HTTP or the
 * studio inside this process.
 */
export interface LineDriver {
  readonly name: string;
  /** How many more tasks the line takes now. */
  freeSlots(): number;
  /** Resolves `lost` where the answer does not say whether the task was accepted; never throws. */
  submit(order: AttemptOrder): Promise<Acceptance>;
  /** What became of attempts, by upstream id; an id that is missing in the answer was not looked at. */
  look(upstreamIds: readonly string[]): Promise<Map<string, Observation>>;
  /** Asks the upstream to stop. `stopped` proves that it will not be billed. */
  cancel(upstreamId: string): Promise<'stopped' | 'unstoppable'>;
  /** Files of a finished attempt, until they are collected. */
  result(upstreamId: string): Promise<ResultFiles | null>;
  /** Called once the result is in our storage. */
  discard(upstreamId: string): Promise<void>;
  /** Tells that an attempt is worth looking at now. */
  onHint(listener: (upstreamId: string) => void): void;
  stop(): Promise<void>;
}

/** One try at a task. Its intent is durable before `submit` is called. */
export interface AttemptOrder {
  attemptId: string;
  taskId: string;
  /** 1 for the first. */
  number: number;
  mode: 'live' | 'test';
  model: string;
  request: GenerationRequest;
}

export type Acceptance =
  | { kind: 'accepted'; upstreamId: string }
  /** The line is certain that nothing was accepted. `passing`: another line, or a later try, may do. */
  | { kind: 'refused'; passing: boolean; failure: Failure }
  | { kind: 'lost'; reason: string };

export type Observation =
  | { state: 'queued' }
  | { state: 'running'; progress: number }
  | { state: 'succeeded'; made: Made }
  | { state: 'failed'; failure: Failure }
  /** The upstream proves that the attempt is gone and was not billed: another attempt is safe. */
  | { state: 'gone'; reason: string };

/** What was really made: the charge follows it. */
export interface Made {
  width: number;
  height: number;
  frames: number;
  /** Whole seconds as sold. */
  seconds: number;
}

/** Paths of local files. */
export interface ResultFiles {
  video: string;
  poster: string;
  lastFrame: string | null;
}
