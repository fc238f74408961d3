import { describe, expect, test } from 'vitest';
import { problemStatus } from '../generation/problems.ts';
import type { ProblemCode } from '../generation/problems.ts';
import { failureCodeOf } from './meanings.ts';
import type { Deed, Dialect, UpstreamRefusal } from './mechanism.ts';
import { readRefusal } from './refusals.ts';
import { foreignRefusals } from './testing/foreign-refusals.ts';
import { knownOf } from './testing/known.ts';
import { operationOf } from './testing/operations.ts';
import { spoken } from './testing/spoken.ts';

const codes = Object.keys(problemStatus).filter(
  (code): code is ProblemCode => code in problemStatus,
);
const told = { code: 'some_code', message: 'words', isOwn: true };

/** What HTTP 200 means, where a platform refuses with it: what it has no words for is like a wrong field. */
const meantBy200: Partial<Record<ProblemCode, number>> = {
  unauthorized: 401,
  forbidden: 401,
  account_suspended: 401,
  insufficient_credits: 402,
  budget_exceeded: 402,
};

describe.each(spoken.map((dialect) => [dialect.name, dialect] as const))('%s', (_name, dialect) => {
  test.each(codes)('refuses %s in its own shape, which it can read as an upstream', (code) => {
    const create = operationOf(dialect, 'create');
    const { status, body } = dialect.problem({ code, message: 'Words for the customer.' }, create);
    expect(status).toBe(knownOf(dialect).statuses?.[code] ?? problemStatus[code]);
    const meant = status === 200 ? (meantBy200[code] ?? 400) : status;
    const text = JSON.stringify(body);
    if (code !== 'unauthorized') expect(text).toContain('Words for the customer.');

    const shaped = dialect.refusal({ status, body: JSON.parse(text) }, create);
    expect(shaped.isOwn).toBe(true);
    const shapeless = dialect.refusal({ status, body: '<html>' }, create);
    const aboutTheLine = code === 'model_unavailable' && hasWordForModels(dialect);
    expect(shaped.kind).toBe(aboutTheLine ? 'passing' : kindOf({ status: meant, told }, 'create'));
    expect(shapeless.kind).toBe(kindOf({ status, told: null }, 'create'));
    if (shaped.kind === 'definite') {
      expect(shaped.failure.message).toBe('Words for the customer.');
    } else {
      expect(shaped.failure.message).toBe('The provider refused the request.');
    }
  });

  test.each(foreignRefusals)('takes no 503 of somebody else for its own: %s', (_who, text) => {
    const body = text.startsWith('{') ? (JSON.parse(text) as unknown) : text;
    const { kind, isOwn } = dialect.refusal({ status: 503, body }, operationOf(dialect, 'create'));
    expect([kind, isOwn]).toEqual(['ambiguous', false]);
  });

  test.each([undefined, null, '', 7, [], {}, { error: {} }, { error: null }])(
    'reads a body of %j as no words at all',
    (body) => {
      expect(dialect.refusal({ status: 400, body }, operationOf(dialect, 'create'))).toEqual({
        kind: 'definite',
        isOwn: false,
        failure: {
          code: 'provider_error',
          message: 'The provider refused the request with HTTP 400 and gave no reason.',
        },
      });
    },
  );
});

/** Whether a model that is not sold there is told apart from a wrong request. */
function hasWordForModels({ problem }: Dialect): boolean {
  const [model, request] = (['model_unavailable', 'invalid_parameter'] as const).map((code) =>
    JSON.stringify(problem({ code, message: '' }, null)),
  );
  return model !== request;
}

function kindOf(answer: Parameters<typeof readRefusal>[0], does: Deed): UpstreamRefusal['kind'] {
  return readRefusal(answer, does).kind;
}

describe('a create', () => {
  test.each([200, 400, 401, 404, 409, 500, 503])(
    'of an asset is read like one of a task: %i',
    (status) => {
      for (const does of ['assetCreate', 'assetCreateMany', 'assetUpload'] as const) {
        expect(kindOf({ status, told }, does)).toBe(kindOf({ status, told }, 'create'));
      }
    },
  );

  test.each([400, 413, 415, 422, 451])('with %i was refused for what it asks', (status) => {
    expect(kindOf({ status, told }, 'create')).toBe('definite');
    expect(kindOf({ status, told: null }, 'create')).toBe('definite');
  });

  test.each([401, 402, 403, 404, 405, 425, 429])('with %i may be taken elsewhere', (status) => {
    expect(kindOf({ status, told }, 'create')).toBe('passing');
  });

  test.each([200, 400])('with %i and words about our account may be taken elsewhere', (status) => {
    for (const code of [
      'insufficient_credits',
      'unauthorized',
      'model_unavailable',
      'rate_limited',
    ]) {
      expect(kindOf({ status, told: { ...told, code } }, 'create')).toBe('passing');
      expect(kindOf({ status: 500, told: { ...told, code } }, 'create')).toBe('ambiguous');
    }
  });

  test('with 503 was refused at the door only if the platform itself says so', () => {
    expect(kindOf({ status: 503, told }, 'create')).toBe('passing');
    expect(kindOf({ status: 503, told: { ...told, isOwn: false } }, 'create')).toBe('ambiguous');
    expect(kindOf({ status: 503, told: null }, 'create')).toBe('ambiguous');
  });

  test.each([200, 302, 408, 409, 500, 502, 504, 520])(
    'with %i may have been accepted',
    (status) => {
      expect(kindOf({ status, told }, 'create')).toBe('ambiguous');
    },
  );
});

describe('what can be asked again', () => {
  test.each<[Deed, number, UpstreamRefusal['kind']]>([
    ['get', 404, 'definite'],
    ['get', 410, 'definite'],
    ['get', 401, 'passing'],
    ['get', 429, 'passing'],
    ['get', 500, 'passing'],
    ['cancel', 404, 'definite'],
    ['cancel', 409, 'definite'],
    ['cancel', 429, 'passing'],
    ['cancel', 502, 'ambiguous'],
    ['delete', 404, 'definite'],
    ['delete', 409, 'definite'],
    ['delete', 500, 'ambiguous'],
    ['list', 409, 'passing'],
  ])('%s with %i is %s', (does, status, kind) => {
    expect(kindOf({ status, told }, does)).toBe(kind);
  });
});

test('known words of an upstream become our failures, all others the provider’s', () => {
  expect(failureCodeOf('content_policy')).toBe('content_policy');
  expect(failureCodeOf('media_fetch_failed')).toBe('media_fetch_failed');
  expect(failureCodeOf('moderation_blocked')).toBe('content_policy');
  expect(failureCodeOf('InvalidParameter.X')).toBe('invalid_parameter');
  expect(failureCodeOf('constructor')).toBe('provider_error');
  expect(failureCodeOf(null)).toBe('provider_error');
});
