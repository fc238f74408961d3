import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../generation/problems.ts';
import type { UpstreamRefusal } from './mechanism.ts';
import { decodeNativeFailure, nativeProblem, nativeRefusal } from './native-errors.ts';

test.each<[ProblemCode, number, string, string]>([
  ['invalid_parameter', 400, 'InvalidParameter', 'BadRequest'],
  ['missing_parameter', 400, 'MissingParameter', 'BadRequest'],
  ['unauthorized', 401, 'AuthenticationError', 'Unauthorized'],
  ['insufficient_credits', 403, 'AccountOverdueError', 'Forbidden'],
  ['model_unavailable', 404, 'InvalidEndpointOrModel.NotFound', 'NotFound'],
  ['task_not_found', 404, 'NotFound', 'NotFound'],
  ['not_cancellable', 409, 'InvalidAction.RunningTaskDeletion', 'Conflict'],
  ['rate_limited', 429, 'AccountRateLimitExceeded', 'TooManyRequests'],
  ['internal', 500, 'InternalServiceError', 'InternalServerError'],
  ['overloaded', 503, 'ServerOverloaded', 'ServiceUnavailable'],
])('%s is refused with %i %s', (code, status, word, type) => {
  const refusal = nativeProblem({ code, message: 'm' });
  expect(`${String(refusal.status)} ${JSON.stringify(refusal.body)}`).toBe(
    `${String(status)} {"error":{"code":"${word}","message":"m","param":"","type":"${type}"}}`,
  );
});

test('a refusal names the field, and platforms have words of their own', () => {
  const problem = { code: 'invalid_parameter', message: 'm', field: 'duration' } as const;
  const { body } = nativeProblem(problem, { invalid_parameter: { code: 'Bad' } });
  expect(body).toEqual({
    error: { code: 'Bad', message: 'm', param: 'duration', type: 'BadRequest' },
  });
});

function read(status: number, code: string, message = 'Words.'): UpstreamRefusal {
  const body = { error: { code, message, param: '', type: 'BadRequest' } };
  return nativeRefusal({ status, body }, { does: 'create' });
}

test.each([
  ['NotFound.Task', true],
  ['InvalidParameter', true],
  ['not_found', false],
  ['404', false],
  ['', false],
])('a code of %s is a native one: %s', (code, isOwn) => {
  expect(read(404, code).isOwn).toBe(isOwn);
});

describe('a create that an upstream refuses', () => {
  test.each([
    'MissingParameter.model',
    'InvalidParameter',
    'InvalidParameter.UnsupportedParameter',
    'InvalidParameter.TaskTypeConstraint',
    'InvalidParameter.TaskTypeMismatch',
    'InvalidImageURL.EmptyURL',
  ])('with %s was refused for what it asks', (code) => {
    expect(read(400, code)).toEqual({
      kind: 'definite',
      isOwn: true,
      failure: { code: 'invalid_parameter', message: 'Words.', upstream: { code } },
    });
  });

  test.each([
    'SensitiveContentDetected.Violence',
    'InputImageSensitiveContentDetected.PrivacyInformation',
    'InputTextSensitiveContentDetected',
    'OutputVideoSensitiveContentDetected.PolicyViolation',
    'InputTextRiskDetection',
  ])('with %s was refused for its content', (code) => {
    expect(read(400, code)).toEqual({
      kind: 'definite',
      isOwn: true,
      failure: { code: 'content_policy', message: 'Words.', upstream: { code } },
    });
  });

  test.each([
    [400, 'InvalidEndpoint.ClosedEndpoint'],
    [401, 'AuthenticationError'],
    [401, 'InvalidAccountStatus'],
    [403, 'AccountOverdueError'],
    [403, 'OperationDenied.ServiceNotOpen'],
    [404, 'ModelNotOpen'],
    [404, 'InvalidEndpointOrModel.ModelIDAccessDisabled'],
    [429, 'RateLimitExceeded.EndpointRPMExceeded'],
    [429, 'ModelAccountRpmRateLimitExceeded'],
    [429, 'ServerOverloaded'],
    [429, 'QuotaExceeded'],
    [429, 'SetLimitExceeded'],
    // Resellers give these words under other statuses.
    [400, 'ModelNotOpen'],
    [400, 'AccountOverdueError'],
    [400, 'InsufficientBalance'],
    [400, 'AuthenticationError'],
    [400, 'QuotaExceeded'],
    [400, 'RequestBurstTooFast'],
  ])('with %i %s may be taken elsewhere, and its words are not for customers', (status, code) => {
    const { kind, failure } = read(status, code);
    expect([kind, failure.message]).toEqual(['passing', 'The provider refused the request.']);
  });

  test('because it could not be checked may be taken elsewhere, in words for its customer', () => {
    expect(read(400, 'ContentSecurityDetectionError')).toMatchObject({
      kind: 'passing',
      failure: { message: 'Words.', upstream: { code: 'ContentSecurityDetectionError' } },
    });
  });

  test('with 500 may have been accepted', () => {
    expect(read(500, 'InternalServiceError').kind).toBe('ambiguous');
  });
});

test('a delete of what runs was certainly refused', () => {
  const body = { error: { code: 'InvalidAction.RunningTaskDeletion', message: 'm' } };
  expect(nativeRefusal({ status: 409, body }, { does: 'delete' }).kind).toBe('definite');
});

test('request ids of an upstream are not for customers', () => {
  const message = 'The image is too large. Request id: 021779348818';
  expect(read(400, 'InvalidParameter', message).failure.message).toBe('The image is too large.');
  expect(decodeNativeFailure({ code: 'InvalidParameter', message })).toEqual({
    code: 'invalid_parameter',
    message: 'The image is too large.',
    upstream: { code: 'InvalidParameter' },
  });
});

test('failed tasks tell content from all else', () => {
  const code = 'OutputAudioSensitiveContentDetected.PolicyViolation';
  expect(decodeNativeFailure({ code })).toEqual({
    code: 'content_policy',
    message: `The provider failed the task with ${code} and gave no reason.`,
    upstream: { code },
  });
  expect(decodeNativeFailure({})?.code).toBe('provider_error');
  expect(decodeNativeFailure(null)).toBeUndefined();
});
