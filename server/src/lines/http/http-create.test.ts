import { expect, test } from 'vitest';
import { attemptId } from '../../making/driver.ts';
import { planned } from '../../making/testing/planned.ts';
import { creatingLine, lineThatSpeaks, scriptedUpstream } from '../testing/speaking-line.ts';

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
  const speaking = lineThatSpeaks('ark', upstream, { line: creatingLine });
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
