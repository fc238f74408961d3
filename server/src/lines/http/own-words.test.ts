import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import {
  accountCodes,
  contentCodes,
  requestCodes,
  uncheckedCode,
} from '../../dialects/testing/ark-codes.ts';
import { operationOf } from '../../dialects/testing/operations.ts';
import type { Failure } from '../../generation/problems.ts';
import { taskView } from '../../generation/testing.ts';
import { dialectNamed } from '../../tasks/testing/fixture.ts';
import type { Line } from '../book/line.ts';
import { planned } from '../../making/testing/planned.ts';
import { lineThatSpeaks, scriptedUpstream } from '../testing/speaking-line.ts';

/** Every code of Ark's through a line: as it goes in, so it comes out, in each dialect. */

const models: Line['models'] = [
  { family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null },
];
const message = 'Words.';

/** The line as it is told no: at once, and by a task that fails. */
async function failuresAt(code: string, status = 400): Promise<Failure[]> {
  const upstream = scriptedUpstream();
  const line = lineThatSpeaks('ark', upstream, {
    // All else of a line plays no part in its words.
    line: { id: 'line_1', baseUrl: 'https://up.example', models } as Partial<Line> as Line,
  });
  const order = { taskId: 't', attemptId: 't-1', mode: 'live', model: 'm' } as const;
  upstream.answer = () => ({ status, body: { error: { code, message, param: '', type: '' } } });
  const refused = await line.submit({ ...order, request: planned() });
  const failed = { id: 'cgt-1', status: 'failed', error: { code, message } };
  upstream.answer = () => ({ status: 200, body: failed });
  const attempt = { upstreamId: 'cgt-1', attemptId: 't-1', request: planned() };
  const looked = (await line.look([attempt])).get('cgt-1');
  return [refused, looked].map((said) => {
    if (!said || !('failure' in said)) throw new Error(`${code} is no failure`);
    return said.failure;
  });
}

function told(dialect: Dialect, failure: Failure): string {
  const view = taskView({ state: 'failed', failure, finishedAtMs: 0 });
  return JSON.stringify(operationOf(dialect, 'get').answers.encode(view));
}

const natives = [dialectNamed('ark'), dialectNamed('threehei'), dialectNamed('newapi')];

describe.each([...requestCodes, ...contentCodes, uncheckedCode])('%s', (code) => {
  test('is told in every dialect, and as the code where that is a native one', async () => {
    for (const failure of await failuresAt(code)) {
      expect(failure.upstream).toEqual({ dialect: 'ark', code });
      for (const dialect of dialects) {
        const answer = told(dialect, failure);
        expect(answer).toContain(code);
        expect(answer).toContain(message);
        expect(answer).not.toContain('InternalServiceError');
      }
      for (const dialect of natives) expect(told(dialect, failure)).toContain(`"code":"${code}"`);
    }
  });
});

test.each(accountCodes)('%s is told in none', async (code) => {
  for (const failure of await failuresAt(code)) {
    for (const dialect of dialects) {
      expect(told(dialect, failure)).not.toContain(code);
      expect(told(dialect, failure)).not.toContain(message);
    }
  }
});
