import { sentStates } from '../generation/states.ts';
import { charge } from '../pricing/quote.ts';
import { quoteFromJson } from '../pricing/quote-json.ts';
import type { PlannedRequest, StoredFiles } from '../tasks/rows.ts';
import { endUncharged, unkeepable } from '../tasks/settle.ts';
import type { Output } from './driver.ts';
import { outputOf } from './output.ts';
import type { LineParts } from './parts.ts';

/** The attempt that made it, with what was agreed about its task. */
export interface Success {
  taskId: string;
  number: number;
  quote: unknown;
  request: PlannedRequest;
}

/**
 * Settles a success by what was made. `files`: null where they are collected afterwards. Resolves false where
 * something else had ended the task.
 */
export function succeed(
  { settler, driver, trouble }: Pick<LineParts, 'settler' | 'driver' | 'trouble'>,
  { taskId, number, quote, request }: Success,
  made: Output,
  files: StoredFiles | null,
): Promise<boolean> {
  let chargeMicros: bigint;
  try {
    chargeMicros = charge(quoteFromJson(quote), made);
  } catch (error) {
    // Asked again it would say the same.
    trouble('unkeepable', `what it made for ${taskId} has no price: ${String(error)}`);
    const state = 'failed';
    const end = { taskId, from: sentStates, attempt: number, state, failure: unkeepable } as const;
    return endUncharged(settler, end);
  }
  return settler.settle({
    taskId,
    from: sentStates,
    attempt: number,
    state: 'succeeded',
    chargeMicros,
    output: outputOf(made, request, files),
    failure: null,
    collectQueue: files === null ? driver.queue : null,
  });
}
