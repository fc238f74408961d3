import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { AnyOperation, Dialect } from '../dialects/mechanism.ts';
import { views } from '../dialects/testing/arbitraries.ts';
import { foreignRefusals } from '../dialects/testing/foreign-refusals.ts';
import type { ProblemCode } from '../generation/problems.ts';
import { taskView } from '../generation/testing.ts';
import type { TaskView } from '../generation/view.ts';
import { judge, type Judged, type TaskOperation } from './former-answer.ts';

/** A former platform that is a Filmgate itself, in every dialect: what it says is taken as it is meant. */

function isOfTask(operation: AnyOperation): operation is TaskOperation {
  return ['get', 'cancel', 'delete'].includes(operation.does);
}

function answerOf(operation: TaskOperation, view: TaskView): string {
  const said =
    operation.does === 'delete'
      ? operation.answers.encode({ id: view.id, became: 'cancelled' })
      : operation.answers.encode(view);
  return JSON.stringify(said);
}

const cases = dialects.flatMap((dialect) =>
  dialect.operations
    .filter(isOfTask)
    .map((operation) => ({ dialect, operation, about: `${dialect.name}: ${operation.path}` })),
);

const headers = { 'content-type': 'application/json; charset=utf-8' };

function judged(
  dialect: Dialect,
  operation: TaskOperation,
  status: number,
  answer: string,
  id = 'a-task',
): Judged {
  return judge({ status, headers, answer }, dialect, operation, null, id);
}

function refusedWith(dialect: Dialect, operation: TaskOperation, code: ProblemCode): Judged {
  const { status, body } = dialect.problem({ code, message: 'Task not found' }, operation);
  return judged(dialect, operation, status, JSON.stringify(body));
}

describe.each(cases)('$about', ({ dialect, operation }) => {
  test('passes its answer on as it is', () => {
    // A property prints its seed where it fails.
    const passesOn = fc.property(views, (view) => {
      const json = ` ${answerOf(operation, view)}\n`;
      const told = judged(dialect, operation, operation.status, json, view.id);
      expect(told).toMatchObject({ kind: 'told', answer: { status: operation.status, json } });
    });
    fc.assert(passesOn, { numRuns: 30 });
  });

  test('is not told what it says of another task', () => {
    const json = answerOf(operation, taskView({ id: 'another' }));
    const names = json.includes('another');
    const told = judged(dialect, operation, operation.status, json, 'a-task');
    expect(told.kind).toBe(names ? 'unavailable' : 'told');
  });

  test('is missing where it says so', () => {
    expect(refusedWith(dialect, operation, 'task_not_found')).toEqual({ kind: 'missing' });
  });

  test.each(foreignRefusals)('is not missing where somebody else says so: %s', (_who, text) => {
    for (const status of [404, 410, 400, 409]) {
      expect(judged(dialect, operation, status, text)).toMatchObject({ kind: 'unavailable' });
    }
  });

  test.each(['unauthorized', 'rate_limited', 'internal', 'overloaded'] as const)(
    'is not missing where it says %s',
    (code) => {
      const { status, body } = dialect.problem({ code, message: 'No.' }, operation);
      const told = judged(dialect, operation, status, JSON.stringify(body));
      expect(told).toMatchObject({ kind: 'unavailable' });
    },
  );
});

test('our key is cut out before the words are cut short', () => {
  const secret = 'sk-former-5ecret';
  const dialect = dialects.find(({ name }) => name === 'ark');
  const operation = dialect?.operations.find(isOfTask);
  if (!dialect || !operation) throw new Error('ark has no task');
  for (let before = 250; before < 300; before += 1) {
    const answer = JSON.stringify({ words: 'x'.repeat(before) + secret });
    const told = judge({ status: 500, headers, answer }, dialect, operation, secret, 'cgt-1');
    expect(told).toMatchObject({ kind: 'unavailable' });
    expect(JSON.stringify(told)).not.toContain('sk-f');
  }
});
