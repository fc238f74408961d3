import type { IncomingHttpHeaders } from 'node:http';
import { decodeCall } from '../../dialects/codec.ts';
import type { CreateCommand, Dialect, Operation } from '../../dialects/mechanism.ts';
import type { TaskView } from '../../generation/view.ts';
import { fingerprint } from '../../tasks/fingerprint.ts';
import type { TaskCommand } from '../../tasks/origin.ts';
import { known } from '../call.ts';
import { maxCreditsOf } from '../cost-headers.ts';
import { createTask } from '../creates.ts';
import { endUserOf } from '../end-user-header.ts';
import type { Door, PlainAction, PlainActions } from '../door.ts';
import { orFormer } from './former.ts';
import type { Offered, Perform } from './perform.ts';

/** From a call whose body is read to what it came to: decode, the core's door, encode. */
export function performer({ dialect, op }: Offered, door: Door): Perform {
  if (op.does === 'create') {
    return async (principal, call, { headers }, created) => {
      const { view, replayed } = await createTask(door, known(principal), {
        origin: dialect,
        headers,
        created,
        said: () => fingerprint(dialect.name, call),
        decode: () => withHeaders(decodeCall(op, call), headers),
      });
      return { body: op.answers.encode(view), replayed, isOpen: isOpen(view), task: view };
    };
  }
  if (op.does === 'models') {
    return async (_principal, call) => {
      const command = decodeCall(op, call);
      return { body: op.answers.encode(door.models(dialect, command)), replayed: false };
    };
  }
  if (op.does === 'model') {
    return async (_principal, call) => {
      const command = decodeCall(op, call);
      return { body: op.answers.encode(door.model(dialect, command)), replayed: false };
    };
  }
  const perform = op.does === 'get' ? reader(dialect, op, door) : plainPerformer(dialect, op, door);
  const isOfTask = op.does === 'get' || op.does === 'cancel' || op.does === 'delete';
  return isOfTask && door.former ? orFormer(perform, dialect, op, door.former) : perform;
}

/** A header that is not there leaves the command as it is, so that it stays equal to those of before. */
function withHeaders(command: CreateCommand, headers: IncomingHttpHeaders): TaskCommand {
  const maxCredits = maxCreditsOf(headers);
  const endUser = endUserOf(headers);
  return {
    ...command,
    ...(maxCredits !== undefined && { maxCredits }),
    ...(endUser !== undefined && { endUser }),
  };
}

function reader(dialect: Dialect, op: Operation<'get'>, actions: PlainActions): Perform {
  return async (principal, call) => {
    const view = await actions.get(known(principal), decodeCall(op, call), dialect);
    return { body: op.answers.encode(view), replayed: false, isOpen: isOpen(view), task: view };
  };
}

function isOpen({ state }: TaskView): boolean {
  return state === 'queued' || state === 'running';
}

function plainPerformer<D extends PlainAction>(
  dialect: Dialect,
  op: Operation<D>,
  actions: PlainActions,
): Perform {
  return async (principal, call) => {
    const result = await actions[op.does](known(principal), decodeCall(op, call), dialect);
    return { body: op.answers.encode(result), replayed: false };
  };
}
