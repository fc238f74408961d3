import { describe, expect, test } from 'vitest';
import { taskView } from '../generation/testing.ts';
import type { Failure } from '../generation/problems.ts';
import { dialects } from './index.ts';
import type { Dialect } from './mechanism.ts';
import { accountCodes, contentCodes, requestCodes, uncheckedCode } from './testing/ark-codes.ts';
import { knownOf } from './testing/known.ts';
import { operationOf } from './testing/operations.ts';
import { spoken } from './testing/spoken.ts';

/** An upstream's own words for a failure, from one dialect through to another. */

const named = (name: string): Dialect => {
  const dialect = dialects.find((one) => one.name === name);
  if (!dialect) throw new Error(`no ${name}`);
  return dialect;
};
const ark = named('ark');

/** As a line reads a failed task. */
function failedAt(dialect: Dialect, body: unknown): Failure | undefined {
  return operationOf(dialect, 'get').answers.decode(body).failure;
}

function failedTask(error: unknown): Failure | undefined {
  return failedAt(ark, { id: 'cgt-1', status: 'failed', error });
}

function refused(code: string, status = 400): Failure {
  const body = { error: { code, message: 'Words.', param: '', type: 'BadRequest' } };
  return ark.refusal({ status, body }, operationOf(ark, 'create')).failure;
}

/** As a client reads it: the answer of a query, as JSON has it. */
function toldIn(dialect: Dialect, failure: Failure | undefined): unknown {
  const view = taskView({ state: 'failed', failure: failure ?? null, finishedAtMs: Date.now() });
  return JSON.parse(JSON.stringify(operationOf(dialect, 'get').answers.encode(view)));
}

/** Where its platform has the error of a task. */
function errorIn(dialect: Dialect, failure: Failure | undefined): unknown {
  const answer = toldIn(dialect, failure);
  const { errorIn: found } = knownOf(dialect);
  return found ? found(answer) : Object(answer).error;
}

describe.each(spoken.map((dialect) => [dialect.name, dialect] as const))(
  'in %s',
  (_name, dialect) => {
    test.each([
      ...requestCodes.map((code) => [code, 'invalid_parameter'] as const),
      ...contentCodes.map((code) => [code, 'content_policy'] as const),
    ])('%s is told as such, beside our word for it', (code, ours) => {
      for (const failure of [refused(code), failedTask({ code, message: 'Words.' })]) {
        expect(failure).toEqual({ code: ours, message: 'Words.', upstream: { code } });
        expect(errorIn(dialect, failure)).toEqual(knownOf(dialect).toldAs(ours, code));
      }
    });

    test('what could not be checked is told as that', () => {
      for (const failure of [
        refused(uncheckedCode),
        failedTask({ code: uncheckedCode, message: 'Words.' }),
      ]) {
        expect(errorIn(dialect, failure)).toEqual(
          knownOf(dialect).toldAs('provider_error', uncheckedCode),
        );
      }
    });

    test('what is internal there is internal here', () => {
      const failure = failedTask({ code: 'InternalServiceError', message: 'Words.' });
      expect(errorIn(dialect, failure)).toEqual(
        knownOf(dialect).toldAs('provider_error', 'InternalServiceError'),
      );
    });

    test.each(accountCodes)('%s is about our account there, and told to nobody', (code) => {
      for (const failure of [refused(code), failedTask({ code, message: 'Words.' })]) {
        const told = JSON.stringify(errorIn(dialect, failure));
        expect(told).not.toContain('Words.');
        expect(told).not.toContain(code);
      }
    });

    test('a failure without upstream words is told in our own', () => {
      const told = JSON.stringify(errorIn(dialect, { code: 'content_policy', message: 'Words.' }));
      expect(told).toContain('Words.');
      expect(told).not.toMatch(/upstream_?code/iu);
    });

    test('an error without a reason is a sentence that says so', () => {
      for (const error of [
        { code: '', message: '' },
        { code: null, message: null },
        {},
        '',
        '  ',
      ]) {
        const told = JSON.stringify(errorIn(dialect, failedTask(error)));
        expect(told).toMatch(/gave no reason/u);
      }
    });

    test('a code alone stands in the sentence', () => {
      const told = JSON.stringify(errorIn(dialect, failedTask({ code: 'InvalidParameter.X' })));
      expect(told).toContain('InvalidParameter.X');
      expect(told).toMatch(/gave no reason/u);
    });

    test('an error that is a text is that text', () => {
      expect(JSON.stringify(errorIn(dialect, failedTask('It rained.')))).toContain('It rained.');
    });
  },
);

describe('behind another of these platforms', () => {
  const codes = [...requestCodes, ...contentCodes];
  test.each(spoken.map((dialect) => [dialect.name, dialect] as const))(
    '%s hands every code on',
    (_name, dialect) => {
      for (const code of codes) {
        const again = failedAt(dialect, toldIn(dialect, refused(code)));
        expect(errorIn(ark, again)).toEqual({
          code,
          message: expect.stringMatching(/^Words\./u) as string,
        });
      }
    },
  );
});

describe('a code in a text alone', () => {
  const texts = ['hmtm', 'jimmyai'].map(named);
  test.each(texts.map((dialect) => [dialect.name, dialect] as const))(
    'is found by %s, and stands there once',
    (name, dialect) => {
      const message = 'OutputAudioSensitiveContentDetected: the sound is not allowed.';
      const answer = toldIn(dialect, { code: 'provider_error', message });
      const failure = failedAt(dialect, answer);
      expect(failure).toEqual({
        code: 'content_policy',
        message,
        upstream: { code: 'OutputAudioSensitiveContentDetected' },
      });
      expect(errorIn(dialect, failure)).toBe(message);
      expect([name, JSON.stringify(errorIn(ark, failure))]).toEqual([
        name,
        expect.stringContaining('"code":"OutputAudioSensitiveContentDetected"'),
      ]);
    },
  );

  test('about our account there is told to nobody', () => {
    const message = 'AccountOverdueError: top up the account.';
    for (const dialect of texts) {
      const failure = failedAt(dialect, toldIn(dialect, { code: 'provider_error', message }));
      expect(JSON.stringify(errorIn(ark, failure))).not.toMatch(/overdue|top up/iu);
      const create = operationOf(dialect, 'create');
      expect(
        dialect.refusal(
          { status: 400, body: { error: message, code: '20002', msg: message } },
          create,
        ),
      ).toMatchObject({
        kind: 'passing',
        failure: { message: 'The provider refused the request.' },
      });
    }
  });

  test('is none where it only looks like one', () => {
    const failure = failedAt(named('hmtm'), {
      taskId: 't',
      status: 'failed',
      error: 'OpenAI is down. Insufficient light.',
    });
    expect(failure).toEqual({
      code: 'provider_error',
      message: 'OpenAI is down. Insufficient light.',
    });
  });
});

test('the words of a platform of one’s own are told as they are', () => {
  const upstream = { code: 'video_too_long', dialect: 'openai' };
  const failure: Failure = { code: 'provider_error', message: 'Words.', upstream };
  expect(errorIn(named('openai'), failure)).toEqual({ code: 'video_too_long', message: 'Words.' });
  expect(errorIn(named('tokenhub'), failure)).toMatchObject({
    code: 'provider_error',
    upstream_code: 'video_too_long',
  });
  expect(errorIn(ark, failure)).toMatchObject({ code: 'InternalServiceError' });
});

describe('a download that failed there', () => {
  test.each([
    'The parameter `content[1].image_url` is invalid: timeout while fetching the resource.',
    'content[1].image_url: resource download failed',
    'Failed to download the image',
    'Error while downloading: https://…, upstream status code: 404',
  ])('is told as one: %s', (message) => {
    const failure = failedTask({ code: 'InvalidParameter', message });
    expect(failure?.code).toBe('media_fetch_failed');
    expect(errorIn(ark, failure)).toEqual({ code: 'InvalidParameter', message });
    expect(errorIn(named('tokenhub'), failure)).toMatchObject({ code: 'media_fetch_failed' });
  });
});

test.each(['a b', 'x'.repeat(101), 'Ünwort', '<b>', 'a\u001b[2J', ''])(
  'a code of %j is none that can be told',
  (code) => {
    const failure = failedTask({ code, message: 'Words.' });
    expect(failure).toEqual({ code: 'provider_error', message: 'Words.' });
  },
);

describe('a refusal', () => {
  const create = operationOf(ark, 'create');
  test.each(spoken.map((dialect) => [dialect.name, dialect] as const))(
    'of %s by a status alone says so',
    (_name, dialect) => {
      for (const body of [
        undefined,
        null,
        '',
        {},
        { error: {} },
        { error: { code: '', message: '' } },
      ]) {
        const { failure } = dialect.refusal({ status: 413, body }, operationOf(dialect, 'create'));
        expect(failure).toEqual({
          code: 'provider_error',
          message: 'The provider refused the request with HTTP 413 and gave no reason.',
        });
      }
    },
  );

  test.each(spoken.map((dialect) => [dialect.name, dialect] as const))(
    'of %s in a text, whatever its shape, is that text',
    (_name, dialect) => {
      for (const body of [
        'It rained.',
        { error: 'It rained.' },
        { message: 'It rained.' },
        { detail: 'It rained.' },
      ]) {
        const { failure } = dialect.refusal({ status: 400, body }, operationOf(dialect, 'create'));
        expect(failure).toEqual({ code: 'invalid_parameter', message: 'It rained.' });
      }
    },
  );

  test('with a code alone names it', () => {
    const body = { error: { code: 'InvalidParameter.TaskTypeConstraint' } };
    expect(ark.refusal({ status: 400, body }, create).failure).toEqual({
      code: 'invalid_parameter',
      message:
        'The provider refused the request with InvalidParameter.TaskTypeConstraint and gave no reason.',
      upstream: { code: 'InvalidParameter.TaskTypeConstraint' },
    });
  });
});

test('items of Ark’s list have a failure under both names, and it is read under either', () => {
  const list = operationOf(ark, 'list');
  const failure = failedTask({ code: 'InvalidParameter', message: 'Words.' }) ?? null;
  const view = taskView({ state: 'failed', failure, finishedAtMs: Date.now() });
  const page = list.answers.encode({ tasks: [view], total: 1, hasMore: false });
  const told = { code: 'InvalidParameter', message: 'Words.' };
  expect(page).toMatchObject({ items: [{ error: told, failure_reason: told }] });
  const item = { id: 'cgt-1', status: 'failed', failure_reason: told };
  expect(list.answers.decode({ total: 1, items: [item] }).tasks[0]?.failure).toMatchObject(
    told.message ? { upstream: { code: 'InvalidParameter' } } : {},
  );
  expect(operationOf(ark, 'get').answers.encode(view)).not.toHaveProperty('failure_reason');
});
