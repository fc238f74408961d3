/** 3hei's older interface: another envelope, and every refusal is HTTP 200 with a number. */
import { z } from 'zod';
import type { Problem, ProblemCode } from '../../generation/problems.ts';
import { neededId, typedOperation } from '../codec.ts';
import type { AnyOperation, FileOperation, Refusal, UpstreamRefusal } from '../mechanism.ts';
import { decodeNativeFailure, encodeNativeFailure } from '../native-errors.ts';
import { nativeBodyBytesMax, nativeGeneration } from '../native-generation.ts';
import { encodeNativeOutput } from '../native-task.ts';
import { readRefusal } from '../refusals.ts';
import { stateOfWord } from '../values.ts';
import { decodeRoledGeneration, encodeRoledGeneration } from './generation.ts';
import * as wire from './wire.ts';

const root = '/ai/seedance';
const done = { code: 0, info: 'success' } as const;

const create = typedOperation({
  does: 'create',
  method: 'POST',
  path: `${root}/videos`,
  status: 200,
  bodyBytesMax: nativeBodyBytesMax,
  asks: {
    schemas: { body: z.looseObject(nativeGeneration.shape) },
    decode: ({ body }) => decodeRoledGeneration(body),
    encode: encodeRoledGeneration,
  },
  answers: {
    schema: wire.olderAccepted,
    encode: ({ id }): wire.OlderAccepted => ({ ...done, result: { task_id: id } }),
    decode: ({ result }) => ({ id: neededId(result?.task_id, 'result.task_id'), state: 'queued' }),
  },
});

const get = typedOperation({
  does: 'get',
  method: 'GET',
  path: `${root}/result`,
  status: 200,
  asks: {
    schemas: { query: z.object({ task_id: z.string().min(1) }) },
    decode: ({ query }) => ({ id: query.task_id }),
    encode: ({ id }) => ({ query: { task_id: id } }),
  },
  answers: {
    schema: wire.olderTask,
    encode: (view): wire.OlderTask => ({
      ...done,
      result: {
        task_id: view.id,
        status: view.state,
        video_url: encodeNativeOutput(view)?.video_url ?? null,
        error: view.state === 'failed' ? encodeNativeFailure(view.failure) : null,
      },
    }),
    decode: ({ result }) => ({
      id: neededId(result?.task_id, 'result.task_id'),
      state: stateOfWord(result?.status),
      videoUrl: result?.video_url ?? undefined,
      failure: decodeNativeFailure(result?.error),
    }),
  },
});

export const olderOperations = [create, get] as const;

export function isOlder(operation: AnyOperation | FileOperation): boolean {
  return operation.path.startsWith(`${root}/`);
}

/** Each number, and the HTTP status that says the same. */
const numbers = {
  unauthorized: [1001, 401],
  parameters: [1002, 400],
  balance: [1003, 402],
  notFound: [1004, 404],
  rate: [1005, 429],
  internal: [1500, 500],
} as const;

/** All that is not here is a matter of the parameters. */
const numberOf: Readonly<Partial<Record<ProblemCode, keyof typeof numbers>>> = {
  unauthorized: 'unauthorized',
  account_suspended: 'unauthorized',
  insufficient_credits: 'balance',
  budget_exceeded: 'balance',
  task_not_found: 'notFound',
  asset_not_found: 'notFound',
  route_not_found: 'notFound',
  rate_limited: 'rate',
  internal: 'internal',
  overloaded: 'internal',
};

export function olderProblem({ code, message }: Problem): Refusal {
  const [number] = numbers[numberOf[code] ?? 'parameters'];
  const body: wire.OlderRefusal = { code: number, info: message, result: null };
  return { status: 200, body };
}

const statusOf: ReadonlyMap<number, number> = new Map(Object.values(numbers));

export function olderRefusal(
  { status, body }: { status: number; body: unknown },
  { does }: AnyOperation,
): UpstreamRefusal {
  const told = wire.olderRefusal.safeParse(body).data;
  if (!told) return readRefusal({ status, told: null, body }, does);
  const said = { message: told.info, isOwn: true };
  return readRefusal({ status: statusOf.get(told.code) ?? status, told: said }, does);
}
