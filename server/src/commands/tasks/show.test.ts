import { afterAll, beforeAll, expect, test } from 'vitest';
import { readForOperator } from '../../tasks/operator-view.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import { inLines, show } from './show.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

test('a failure is shown in our words and in those of the line', async () => {
  const who = await addCustomer(fixture, 1_000);
  const { row } = await fixture.submit(who, order());
  const failure = {
    code: 'content_policy',
    message: 'The sound was refused.',
    upstream: { code: 'OutputAudioSensitiveContentDetected', message: 'audio\u001b[2J' },
  } as const;
  await fixture.settler.settle(settlement(row.id, { failure }));
  const [task] = await readForOperator(fixture.database, [row.id]);
  if (!task) throw new Error('it is gone');
  const shown = show(task, null, String);
  expect(shown).toMatchObject({
    errorCode: 'content_policy',
    upstreamError: 'OutputAudioSensitiveContentDetected: audio\u001b[2J',
  });
  expect(inLines(task, shown)).toContain('OutputAudioSensitiveContentDetected: audio');
});
