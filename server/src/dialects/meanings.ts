/**
 * What an upstream's codes say, whatever dialect it speaks: resellers hand on the words of whom they buy
 * from. Sources: Volcengine Ark's and BytePlus ModelArk's tables of error codes, OpenAI's and New-API's,
 * November 2026.
 */
import type { FailureCode } from '../generation/problems.ts';

const meanings: readonly (readonly [code: RegExp, meaning: string])[] = [
  [/SensitiveContentDetected|RiskDetection/u, 'content_policy'],
  // The check itself could not be made; it may be at another time.
  [/^ContentSecurityDetectionError$/u, 'unchecked'],
  [
    /^(?:AccountOverdueError|OperationDenied\.ServiceOverdue|Insufficient)/u,
    'insufficient_credits',
  ],
  [/^(?:AuthenticationError|InvalidAccountStatus|AccessDenied)/u, 'unauthorized'],
  [/^(?:InvalidEndpoint|ModelNotOpen|OperationDenied)/u, 'model_unavailable'],
  // Too many queued tasks there, or our own quota used up: either way it is not for the customer to mend.
  [/^(?:QuotaExceeded|SetLimitExceeded)/u, 'rate_limited'],
  [
    /RateLimitExceeded|^(?:RequestBurstTooFast|ServerOverloaded|InflightBatchsizeExceeded)$/u,
    'rate_limited',
  ],
  [/^InvalidParameter\.DownloadFailed$/u, 'media_fetch_failed'],
  [/^(?:InvalidParameter|MissingParameter|InvalidImageURL)/u, 'invalid_parameter'],
  [/^(?:invalid_api_key|access_denied)$/u, 'unauthorized'],
  [
    /^(?:insufficient_(?:user_)?quota|billing_hard_limit_reached|pre_consume_token_quota_failed)$/u,
    'insufficient_credits',
  ],
  [/^(?:model_not_found|get_channel_failed|model_price_error)$/u, 'model_unavailable'],
  [/^rate_limit_exceeded$/u, 'rate_limited'],
  [/^(?:content_policy_violation|moderation_blocked)$/u, 'content_policy'],
];

/** `InvalidParameter`, `NotFound.Task`: nobody else writes codes like this. */
export function isNativeWord(code: string): boolean {
  return /^[A-Z][A-Za-z]*(?:\.[A-Za-z_]+)*$/u.test(code);
}

/** A code that is not here means itself. */
function meaningOf(code: string): string {
  return meanings.find(([pattern]) => pattern.test(code))?.[1] ?? code;
}

/** Of our own account with an upstream, of what it may use or of how much: not of the request. */
const ofTheLine: ReadonlySet<string> = new Set([
  'unauthorized',
  'forbidden',
  'account_suspended',
  'insufficient_credits',
  'model_unavailable',
  'rate_limited',
]);

export function isOfTheLine(code: string): boolean {
  return ofTheLine.has(meaningOf(code));
}

/** The check of a request could not be made: another time, or elsewhere, it can. */
export function isUnchecked(code: string): boolean {
  return meaningOf(code) === 'unchecked';
}

/** Meanings that say why a request will not do, as our failures. */
const requestFailures: Readonly<Record<string, FailureCode>> = {
  content_policy: 'content_policy',
  invalid_parameter: 'invalid_parameter',
  media_fetch_failed: 'media_fetch_failed',
  timeout: 'timeout',
};

/** Whether a code says more than that something went wrong. */
export function isKnown(code: string): boolean {
  const meaning = meaningOf(code);
  return (
    meaning === 'unchecked' || ofTheLine.has(meaning) || Object.hasOwn(requestFailures, meaning)
  );
}

/** Platforms that have a text and no code hand the native one on in the text. */
export function nativeWordIn(text: string): string | undefined {
  const words = text.match(/\b[A-Z][a-z]+[A-Z][A-Za-z]*(?:\.[A-Za-z_]+)*/gu) ?? [];
  return words.find((word) => meaningOf(word) !== word);
}

/** Said under the code of a wrong field. */
const downloadFailed =
  /download(?:ing)? (?:has )?failed|fail(?:ed|ure) (?:to |while |in )?(?:download|fetch)|(?:timeout|timed out|error) while (?:download|fetch)ing/iu;

/** Unknown codes are failures of the provider. */
export function failureCodeOf(code: string | null | undefined, message = ''): FailureCode {
  const meaning = meaningOf(code ?? '');
  const known = Object.hasOwn(requestFailures, meaning) ? requestFailures[meaning] : undefined;
  const isDownload = known === 'invalid_parameter' && downloadFailed.test(message);
  return isDownload ? 'media_fetch_failed' : (known ?? 'provider_error');
}
