/** The life of a task: see ARCHITECTURE.md. Money moves only on the way into a final state. */

export const taskStates = [
  'queued',
  'submitting',
  'running',
  'unknown',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
export type TaskState = (typeof taskStates)[number];

export const finalStates = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
export type FinalState = (typeof finalStates)[number];

/** Of tasks that a line was given and that have not ended. */
export const sentStates = ['submitting', 'running', 'unknown'] as const;

/** What clients see; `submitting` is still waiting to them and `unknown` is still running. */
export type ClientState = 'queued' | 'running' | FinalState;

const finals: ReadonlySet<TaskState> = new Set(finalStates);

export function isFinal(state: TaskState): state is FinalState {
  return finals.has(state);
}

const told: Readonly<Record<TaskState, ClientState>> = {
  queued: 'queued',
  submitting: 'queued',
  running: 'running',
  unknown: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
};

export function clientState(state: TaskState): ClientState {
  return told[state];
}
