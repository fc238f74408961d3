import { parseCall } from '../../dialects/codec.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { ProblemError } from '../../generation/problems.ts';
import type { TaskOperation } from '../../former/former-answer.ts';
import type { FormerTasks } from '../door.ts';
import type { Perform } from './perform.ts';

/** Performs an operation on a task, and asks the account's former platform for one that is not ours. */
export function orFormer(
  perform: Perform,
  dialect: Dialect,
  operation: TaskOperation,
  former: FormerTasks,
): Perform {
  return async (principal, call, request) => {
    try {
      return await perform(principal, call, request);
    } catch (error) {
      if (principal === null || !isTaskNotFound(error)) throw error;
      const parsed = parseCall(operation.asks.schemas, call);
      const { id } = operation.asks.decode(parsed);
      const question = { id, dialect, operation, call: parsed };
      const passedOn = await former.ask(principal, question);
      if (!passedOn) throw error;
      return { passedOn };
    }
  };
}

export function isTaskNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'task_not_found';
}
