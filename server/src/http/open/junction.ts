import type { WireCall } from '../../dialects/mechanism.ts';
import type { Door, Principal } from '../door.ts';
import { isTaskNotFound } from './former.ts';
import type { Junction } from './operation.ts';
import type { Offered } from './perform.ts';

/**
 * Where several platforms have an operation at the same place, such as 3hei and OpenAI at
 * `POST /v1/videos`: the body says whose client it is; a task is answered in the dialect that made it, or
 * in which its account's former platform knows it; all else, lists and unknown ids among it, goes by the one that recognises nothing in particular.
 */
export function junction(candidates: readonly Offered[], door: Door): JunctionRoute {
  const [first] = candidates;
  const fallback = candidates.find(({ dialect }) => !dialect.recognises) ?? first;
  if (!fallback) throw new RangeError('a junction needs candidates');
  const keyHeaders = [...new Set(candidates.flatMap(({ dialect }) => dialect.keyHeaders))];
  return {
    offered: { ...fallback, dialect: { ...fallback.dialect, keyHeaders } },
    dialects: candidates.map(({ dialect }) => dialect),
    choose: async (principal, call) => {
      const chosen = fallback.op.does === 'create' ? byBody(candidates, call) : undefined;
      return chosen ?? (await byTask(candidates, principal, call, door)) ?? fallback;
    },
  };
}

interface JunctionRoute extends Junction {
  /** What the route stands for until more is known. */
  offered: Offered;
}

function byBody(candidates: readonly Offered[], { body }: WireCall): Offered | undefined {
  return candidates.find(({ dialect }) => dialect.recognises?.(body));
}

async function byTask(
  candidates: readonly Offered[],
  principal: Principal | null,
  { path }: WireCall,
  door: Door,
): Promise<Offered | undefined> {
  const { id } = path;
  if (id === undefined || principal === null) return undefined;
  const [first] = candidates;
  if (!first) return undefined;
  const { dialect } = await door
    .get(principal, { id }, first.dialect)
    .catch(async (error: unknown) => {
      if (!isTaskNotFound(error)) throw error;
      const names = candidates.map((one) => one.dialect.name);
      return { dialect: await door.former?.dialectOf(principal, id, names) };
    });
  return candidates.find((one) => one.dialect.name === dialect);
}
