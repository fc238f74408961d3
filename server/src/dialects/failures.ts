/** Why a task did not become a video, where every dialect needs words for it. */
import type { Failure } from '../generation/problems.ts';
import type { ClientState } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';

/** What to say where a failure brought no words along. */
const sentences: Readonly<Partial<Record<ClientState, Failure>>> = {
  failed: { code: 'provider_error', message: 'The generation failed.' },
  cancelled: { code: 'cancelled', message: 'The task was cancelled.' },
  expired: { code: 'expired', message: 'The task expired before it was done.' },
};

/** Null for a task that has not failed, was not cancelled and is not expired. */
export function failureToTell({
  state,
  failure,
}: Pick<TaskView, 'state' | 'failure'>): Failure | null {
  const usual = sentences[state];
  return usual === undefined ? null : (failure ?? usual);
}
