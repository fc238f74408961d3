/**
 * JimmyAI's envelope `{"code","msg","data"}`, whose code has another type and value from endpoint to
 * endpoint, and its refusals. Source: its documentation and public client, November 2026.
 */
import { z } from 'zod';
import { problemStatus } from '../../generation/problems.ts';
import type { Problem, ProblemCode } from '../../generation/problems.ts';
import type { AnyOperation, FileOperation, Refusal, UpstreamRefusal } from '../mechanism.ts';
import { readRefusal } from '../refusals.ts';

/** The code of success: videos and audits have a text, files and accounts a number, the SP library 0. */
export const okText = '20000';
export const okNumber = 20_000;
export const okZero = 0;
type Ok = typeof okText | typeof okNumber | typeof okZero;

export function envelope<Code extends Ok, Data extends z.ZodType>(ok: Code, data: Data) {
  return z.object({ code: z.literal(ok), msg: z.string(), data });
}

export function enveloped<Code extends Ok, Data>(ok: Code, data: Data) {
  return { code: ok, msg: 'ok', data };
}

export const spRoot = '/api/open-api/v1/seedance/sp';
const numbered = [
  spRoot,
  '/api/open-api/v1/files',
  '/api/open-api/v1/user',
  '/api/open-api/v1/key',
];
export const catalogPath = '/api/openapi/model/catalog';

function hasNumber({ path }: AnyOperation | FileOperation): boolean {
  return path === catalogPath || numbered.some((root) => path.startsWith(`${root}/`));
}

const refusalCodes = { unauthorized: 20_001, parameters: 20_002, server: -1 } as const;

/** All that is not here is a matter of the parameters. */
const codes: Readonly<Partial<Record<ProblemCode, number>>> = {
  unauthorized: refusalCodes.unauthorized,
  forbidden: refusalCodes.unauthorized,
  account_suspended: refusalCodes.unauthorized,
  rate_limited: refusalCodes.server,
  internal: refusalCodes.server,
  overloaded: refusalCodes.server,
};

/** What is no matter of business keeps its HTTP status, all else has 200. */
const plainHttp: ReadonlySet<ProblemCode> = new Set([
  'route_not_found',
  'method_not_allowed',
  'body_too_large',
  'unsupported_media_type',
  'idempotency_mismatch',
  'rate_limited',
  'internal',
  'overloaded',
]);

/** What has no code of its own is told by its first words. */
const openings: Readonly<Partial<Record<ProblemCode, string>>> = {
  insufficient_credits: 'Insufficient balance: ',
  budget_exceeded: 'Insufficient balance: ',
  model_unavailable: 'Unsupported model: ',
};

export function problem(
  { code: found, message }: Problem,
  operation: AnyOperation | FileOperation | null,
): Refusal {
  const number = codes[found] ?? refusalCodes.parameters;
  const code = operation && hasNumber(operation) ? number : String(number);
  const msg = (openings[found] ?? '') + message;
  const status = plainHttp.has(found) ? problemStatus[found] : 200;
  return { status, body: { code, msg, data: null } };
}

const refusalBody = z.object({ code: z.union([z.string(), z.number()]), msg: z.string() });

/** The HTTP status that says the same as a code. */
const statusOfCode: Readonly<Record<string, number>> = {
  [refusalCodes.unauthorized]: 401,
  [refusalCodes.parameters]: 400,
  [refusalCodes.server]: 500,
};

/** Envelopes of this shape are common, with an HTTP status or a word as their code. */
function isOwnCode(code: string | number): boolean {
  return String(code) in statusOfCode || Number(code) >= 1_000;
}

/** Words in which a matter of our account or of a model there is told, under the code for parameters. */
const passingWords: readonly (readonly [words: RegExp, code: string])[] = [
  [/balance|insufficient|quota|余额|额度/iu, 'insufficient_credits'],
  [/unsupported model|configuration|配置|不支持的模型/iu, 'model_unavailable'],
];
const missingWords = /not found|not exist|no such|不存在/iu;

export function refusal(
  { status: httpStatus, body }: { status: number; body: unknown },
  { does }: AnyOperation,
): UpstreamRefusal {
  const told = refusalBody.safeParse(body).data;
  if (!told) return readRefusal({ status: httpStatus, told: null, body }, does);
  const { code, msg: message } = told;
  const plain = passingWords.find(([words]) => words.test(message))?.[1];
  const isMissing = does !== 'create' && missingWords.test(message);
  const meant = isMissing ? 404 : statusOfCode[String(code)];
  const status = httpStatus === 200 ? (meant ?? httpStatus) : httpStatus;
  return readRefusal({ status, told: { code: plain, message, isOwn: isOwnCode(code) } }, does);
}
