import { refuse } from '../generation/problems.ts';

/** Who waits for the answer of a create, and may leave. */
export interface Caller {
  /** A promise where that has to be found out first. */
  isGone(): boolean | Promise<boolean>;
  /** Aborts when they leave, with `callerLeft` as its reason. */
  left(): AbortSignal;
}

/** Nobody hears it: the connection is closed. */
export function callerLeft(): Error {
  return refuse(
    'malformed_body',
    'The connection ended before the task was made: nothing was made.',
  );
}
