/** Why a task did not become a video: how an upstream's words are read, and how they are told. */
import type { Failure, FailureCode, UpstreamWords } from '../generation/problems.ts';
import type { ClientState } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';
import type { Dialect } from './mechanism.ts';
import { failureCodeOf, isKnown, isNativeWord, isOfTheLine, nativeWordIn } from './meanings.ts';

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

/** Where a platform has no code for it, the upstream's own stands at the end. */
export function sentenceToTell(view: Pick<TaskView, 'state' | 'failure'>): string | null {
  const failure = failureToTell(view);
  if (failure === null) return null;
  const { message, upstream } = failure;
  const word = upstream?.code;
  return word === undefined || message.includes(word) ? message : `${message} (${word})`;
}

/** A failure where a platform has a code and a sentence for it. */
export interface ErrorToTell {
  code: string;
  message: string;
  /** The upstream's own word, where it is another one. */
  upstream?: string;
}

/** How a platform tells failures. */
export interface ErrorWords {
  /** Its words where they are not ours. */
  codes?: Readonly<Partial<Record<FailureCode, string>>>;
  /** Whether an upstream's word can stand in the place of its own ones. */
  isOwn(upstream: UpstreamWords): boolean;
}

/** What an upstream of the same platform says is in its words, unless it hands on native ones. */
export function wordsOf(dialect: string): ErrorWords['isOwn'] {
  return (upstream) => upstream.dialect === dialect && !isNativeWord(upstream.code ?? '');
}

export function errorToTell(
  view: Pick<TaskView, 'state' | 'failure'>,
  { codes = {}, isOwn }: ErrorWords,
): ErrorToTell | null {
  const failure = failureToTell(view);
  if (failure === null) return null;
  const { message, upstream = {} } = failure;
  const { code: own } = upstream;
  if (own !== undefined && isOwn(upstream)) return { code: own, message };
  const code = codes[failure.code] ?? failure.code;
  return { code, message, ...(own !== undefined && own !== code && { upstream: own }) };
}

/** Where every end without a video is a failure, whose code is not ours. */
export const endsLost: Dialect['lost'] = {
  states: { cancelled: 'failed', expired: 'failed' },
  failures: { cancelled: 'provider_error', expired: 'provider_error' },
};

/** Where failures have a text alone besides. */
export const codesLost: Dialect['lost'] = {
  ...endsLost,
  failures: {
    content_policy: 'provider_error',
    invalid_parameter: 'provider_error',
    timeout: 'provider_error',
    media_fetch_failed: 'provider_error',
    cancelled: 'provider_error',
    expired: 'provider_error',
  },
};

/** An error as an upstream tells it, of a task or in a refusal. */
export interface ToldError {
  code?: string | null | undefined;
  message?: string | null | undefined;
  /** Where another code stands first: the word of whoever is behind the upstream. */
  upstream_code?: string | null | undefined;
}

/** Undefined where nothing is told. */
export function failureTold(told: ToldError | null | undefined): Failure | undefined {
  if (!told) return undefined;
  return isOfTheLine(wordIn(told) ?? '')
    ? { code: 'provider_error', message: 'The provider could not make the video.' }
    : failureIn(told, 'The provider failed the task');
}

/** `what` begins the sentence where the upstream has none. */
export function failureIn(told: ToldError, what: string): Failure {
  const word = wordIn(told);
  const said = told.message?.trim() ?? '';
  const first = failureCodeOf(told.code, said);
  const code = first === 'provider_error' ? failureCodeOf(word, said) : first;
  return {
    code,
    message: said === '' ? withoutReason(what, word) : (told.message ?? ''),
    ...(word !== undefined && word !== code && { upstream: { code: word } }),
  };
}

/** The word that says most: of whoever is behind the upstream, its own, or one in a text. */
export function wordIn({ upstream_code: behind, code, message }: ToldError): string | undefined {
  const given = foreignWord(behind) ?? foreignWord(code);
  if (given !== undefined && (isNativeWord(given) || isKnown(given))) return given;
  return foreignWord(nativeWordIn(message ?? '')) ?? given;
}

function withoutReason(what: string, word: string | undefined): string {
  return `${what}${word === undefined ? '' : ` with ${word}`} and gave no reason.`;
}

/** Of a task that has failed, without any word of why. */
export const noReason: Failure = {
  code: 'provider_error',
  message: withoutReason('The provider failed the task', undefined),
};

/** What is kept of an upstream and told on must not be what it likes. */
const wordForm = /^[A-Za-z0-9._-]{1,100}$/;

function foreignWord(code: string | null | undefined): string | undefined {
  return code && wordForm.test(code) ? code : undefined;
}
