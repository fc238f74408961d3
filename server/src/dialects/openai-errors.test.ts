import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../generation/problems.ts';
import { openAiProblem, toldByOpenAi } from './openai-errors.ts';

describe('a problem is OpenAI’s error object', () => {
  test.each<[ProblemCode, string]>([
    ['invalid_parameter', '400 invalid_request_error invalid_parameter'],
    ['model_unavailable', '400 invalid_request_error model_not_found'],
    ['unauthorized', '401 invalid_request_error invalid_api_key'],
    ['insufficient_credits', '402 insufficient_quota insufficient_quota'],
    ['task_not_found', '404 invalid_request_error task_not_found'],
    ['rate_limited', '429 rate_limit_error rate_limit_exceeded'],
    ['internal', '500 server_error server_error'],
  ])('%s is %s', (problemCode, expected) => {
    const [status, type, code] = expected.split(' ');
    expect(JSON.stringify(openAiProblem({ code: problemCode, message: 'm' }))).toBe(
      `{"status":${String(status)},"body":{"error":{"message":"m","type":"${String(type)}","param":null,"code":"${String(code)}"}}}`,
    );
  });

  test('with the field as its param', () => {
    const problem = { code: 'invalid_parameter', message: 'm', field: 'size' } as const;
    expect(openAiProblem(problem).body).toMatchObject({ error: { param: 'size' } });
  });
});

describe('an upstream’s error object is read', () => {
  const told = (code: unknown) => toldByOpenAi({ error: { message: 'm', type: 't', code } });
  test.each([
    ['invalid_api_key', 'invalid_api_key'],
    ['constructor', 'constructor'],
    [null, undefined],
    [7, undefined],
  ])('%s is the word %s', (code, word) => {
    expect(told(code)).toEqual({ code: word, message: 'm', isOwn: true });
  });

  test.each([
    { message: 'm' },
    { message: 'm', type: 'NotFound', code: 'NotFound.Task' },
    { message: 'Invalid URL (GET /v1/x)', type: 'invalid_request_error', code: '' },
  ])('and not taken for its own where another platform or no operation says so: %j', (error) => {
    expect(toldByOpenAi({ error })?.isOwn).toBe(false);
  });

  test.each([null, '', [], {}, { error: 'm' }, { error: {} }, { error: { message: 7 } }])(
    'but not out of %j',
    (body) => {
      expect(toldByOpenAi(body)).toBeNull();
    },
  );
});
