import { expect, test } from 'vitest';
import { attemptId } from '../../making/driver.ts';
import { planned } from '../../making/testing/planned.ts';
import type { Line } from '../book/line.ts';
import { lineThatSpeaks, scriptedUpstream } from '../testing/speaking-line.ts';

const line: Partial<Line> = {
  id: 'line_1',
  baseUrl: 'https://up.example',
  models: [
    {
      family: 'seedance-2.0',
      upstreamName: 'doubao-seedance-2-0-260128',
      tasksMax: null,
      cost: null,
    },
  ],
};

test.each([
  ['90', { retryAfterSeconds: 90 }],
  ['86400', { retryAfterSeconds: 3_600 }],
  ['soon', {}],
  [undefined, {}],
])('a refusal with Retry-After %j says when the task may come again', async (header, told) => {
  const upstream = scriptedUpstream();
  upstream.answer = () => ({
    status: 429,
    body: { error: { code: 'ServerOverloaded', message: 'too busy', param: '', type: '' } },
    ...(header !== undefined && { headers: { 'retry-after': header } }),
  });
  const speaking = lineThatSpeaks('ark', upstream, {
    // All else of a line plays no part in a create.
    line: line as Line,
  });
  const acceptance = await speaking.submit({
    attemptId: attemptId('task', 1),
    taskId: 'task',
    mode: 'live',
    model: 'seedance-2.0',
    request: planned(),
  });
  expect(acceptance).toEqual({
    kind: 'refused',
    passing: true,
    failure: expect.objectContaining({ code: 'provider_error' }) as unknown,
    ...told,
  });
});
