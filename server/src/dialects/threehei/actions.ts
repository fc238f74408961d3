/**
 * How actions are called, answered and refused: the name of an action stands in the path, under one of
 * the three prefixes that platforms of this kind have for the same ones, and again in the answer.
 */
import { problemStatus } from '../../generation/problems.ts';
import type { Problem } from '../../generation/problems.ts';
import type { AnyOperation, FileOperation, Refusal, UpstreamRefusal } from '../mechanism.ts';
import { nativeRefusal, nativeWordOf } from '../native-errors.ts';
import type { NativeWords } from '../native-errors.ts';
import * as wire from './asset-wire.ts';

export const prefixes = ['/api/v1/open/', '/volc/asset/', '/v1/seedance/asset/'] as const;

export function actionAnswer<Result>(Action: wire.Action, Result: Result): wire.Answer<Result> {
  const RequestId = opaque(Action + JSON.stringify(Result));
  return { ResponseMetadata: { RequestId, Action }, Result };
}

/** Sixteen hexadecimal digits that are the same for the same text: FNV-1a, twice. */
function opaque(text: string): string {
  const hashed = [0x811c9dc5, 0x01000193].map((basis) => {
    let hash = basis;
    for (const character of text) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    return hash.toString(16).padStart(8, '0');
  });
  return hashed.join('').toUpperCase();
}

/** Null where it is no action on assets. */
function actionOf({ path }: AnyOperation | FileOperation): string | null {
  const prefix = prefixes.find((each) => path.startsWith(each));
  return prefix === undefined ? null : path.slice(prefix.length);
}

export function isAction(operation: AnyOperation | FileOperation): boolean {
  return actionOf(operation) !== null;
}

export function actionProblem(
  { code: problemCode, message }: Problem,
  operation: AnyOperation | FileOperation,
  words: NativeWords,
): Refusal {
  const { code, status = problemStatus[problemCode] } =
    problemCode === 'media_unreachable'
      ? { code: wire.downloadFailed }
      : nativeWordOf(problemCode, words);
  const Action = actionOf(operation) ?? '';
  const RequestId = opaque(Action + code + message);
  const body: wire.Refused = {
    ResponseMetadata: { RequestId, Action, Error: { Code: code, Message: message } },
  };
  return { status, body };
}

export function actionRefusal(
  { status, body }: { status: number; body: unknown },
  operation: AnyOperation,
): UpstreamRefusal {
  const told = wire.refused.safeParse(body).data?.ResponseMetadata.Error;
  const error = told && { code: told.Code, message: told.Message };
  return nativeRefusal({ status, body: { error } }, operation);
}
