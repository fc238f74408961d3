/**
 * Refusals in OpenAI's error object, which several platforms take over:
 * `{"error":{"message","type","param","code"}}`. Source: OpenAI's API reference on errors.
 */
import { z } from 'zod';
import { problemStatus } from '../generation/problems.ts';
import type { Problem, ProblemCode } from '../generation/problems.ts';
import { isNativeWord } from './meanings.ts';
import type { Refusal } from './mechanism.ts';
import { plainCodes } from './refusals.ts';
import type { ToldRefusal } from './refusals.ts';

/** @public Wire types are exported, used here or not. */
export interface OpenAiError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** The words that OpenAI has for problems; the rest are plain ones. */
const openAiCodes: Readonly<Record<ProblemCode, string>> = {
  ...plainCodes,
  model_unavailable: 'model_not_found',
  unauthorized: 'invalid_api_key',
  insufficient_credits: 'insufficient_quota',
  budget_exceeded: 'insufficient_quota',
  rate_limited: 'rate_limit_exceeded',
  internal: 'server_error',
};

const types: Readonly<Partial<Record<ProblemCode, string>>> = {
  insufficient_credits: 'insufficient_quota',
  budget_exceeded: 'insufficient_quota',
  rate_limited: 'rate_limit_error',
  internal: 'server_error',
  overloaded: 'server_error',
};

export function openAiProblem(
  { code, message, field }: Problem,
  codes: Readonly<Record<ProblemCode, string>> = openAiCodes,
): Refusal {
  const type = types[code] ?? 'invalid_request_error';
  const body: OpenAiError = { error: { message, type, param: field ?? null, code: codes[code] } };
  return { status: problemStatus[code], body };
}

const errorBody = z.object({
  error: z.object({
    message: z.string(),
    code: z.string().optional().catch(undefined),
    type: z.string().optional().catch(undefined),
  }),
});

/** How OpenAI, and who speaks as it does, names a path that it does not have. */
const unknownPath = /^Invalid URL \(/u;

/** What an upstream says in this shape; null where it is in another one. */
export function toldByOpenAi(body: unknown): ToldRefusal | null {
  const told = errorBody.safeParse(body).data?.error;
  if (!told) return null;
  const { message, type, code } = told;
  // Native errors have a type as well, and their words are written in another way.
  const isOwn = type !== undefined && !isNativeWord(code ?? '') && !unknownPath.test(message);
  return { code, message, isOwn };
}
