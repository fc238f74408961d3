import type { z } from 'zod';
import type { WireCall } from '../../dialects/mechanism.ts';
import { fingerprint } from '../../tasks/fingerprint.ts';
import { keyOfAnother, rememberCreate, type EarlierRequests } from '../../tasks/idempotency.ts';
import type { Visit } from '../browser-sessions.ts';
import { known } from '../call.ts';
import type { Principal } from '../door.ts';
import {
  readCall,
  readPart,
  type Asks,
  type CallOf,
  type Creates,
  type JsonRoute,
  type Making,
  type Remember,
  type RouteFacts,
} from './route.ts';

/**
 * Creates of the platform API, each of which may be sent again under its idempotency key: what the key stands for is
 * written in the transaction of what is made, and so is neither made twice nor forgotten.
 */

export function createRoute<A extends Asks, Schema extends z.ZodType>(
  route: Omit<RouteFacts, 'method'> & {
    asks: A;
    answers: { status: 201 | 202; schema: Schema };
    make(principal: Principal, call: CallOf<A>, making: Making): Promise<z.output<Schema>>;
    again(principal: Principal, subjectId: string): Promise<z.output<Schema>>;
  },
): JsonRoute {
  const { make, again, ...facts } = route;
  const method = 'POST';
  const creates: Creates = {
    make: async (principal, call, making) =>
      make(known(principal), readCall({ ...facts, method }, call), making),
    again,
  };
  return {
    ...facts,
    method,
    creates,
    act: (principal, call, visit) => creates.make(principal, call, { visit, remember: forgetting }),
  };
}

/** The same of a file that comes as a form. */
export function uploadRoute<Form extends z.ZodObject, Schema extends z.ZodType>(
  route: Omit<RouteFacts, 'method' | 'asks' | 'form'> & {
    form: Form;
    bytesMax: number;
    answers: { status: 201; schema: Schema };
    make(principal: Principal, form: z.output<Form>, making: Making): Promise<z.output<Schema>>;
    again(principal: Principal, subjectId: string): Promise<z.output<Schema>>;
  },
): JsonRoute {
  const { make, again, form: schema, bytesMax, ...facts } = route;
  const creates: Creates = {
    make: async (principal, { body }, making) =>
      make(known(principal), readPart('body', schema, body), making),
    again,
  };
  return {
    ...facts,
    method: 'POST',
    asks: {},
    form: { schema, bytesMax },
    creates,
    act: (principal, call, visit) => creates.make(principal, call, { visit, remember: forgetting }),
  };
}

const forgetting: Remember = () => Promise.resolve();

interface Once {
  principal: Principal | null;
  key: string;
  call: WireCall;
  visit: Visit;
}

/** Throws idempotency_mismatch, overloaded, and what the route itself refuses. */
export async function createOnce(
  earlier: Pick<EarlierRequests, 'take'>,
  { path, creates }: { path: string; creates: Creates },
  { key, call, visit, ...by }: Once,
): Promise<{ answer: unknown; replayed: boolean }> {
  const operation = `POST ${path}`;
  const principal = known(by.principal);
  const { accountId, mode } = principal;
  const wanted = { accountId, mode, operation, key };
  const asked = fingerprint(operation, call);
  const turn = await earlier.take(wanted);
  let made = false;
  try {
    if (turn.known) {
      if (turn.known.fingerprint !== asked) throw keyOfAnother();
      return { answer: await creates.again(principal, turn.known.subjectId), replayed: true };
    }
    turn.keep();
    let isRemembered = false;
    const remember: Remember = async (transaction, subjectId) => {
      await rememberCreate(transaction, wanted, { subjectId, fingerprint: asked });
      isRemembered = true;
    };
    const answer = await creates.make(principal, call, { remember, visit });
    if (!isRemembered)
      throw new Error(`${operation} made something that its key does not stand for`);
    made = true;
    return { answer, replayed: false };
  } finally {
    turn.end(made);
  }
}
