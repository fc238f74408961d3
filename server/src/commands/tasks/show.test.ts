import { afterAll, beforeAll, expect, test } from 'vitest';
import { readForOperator } from '../../tasks/operator-view.ts';
import {
  addCustomer,
  openSpine,
  order,
  settlement,
  type Spine,
} from '../../tasks/testing/spine.ts';
import { inLines, show } from './show.ts';

let spine: Spine;
beforeAll(async () => {
  spine = await openSpine();
});
afterAll(() => spine.close());

test('a failure is shown in our words and in those of the line', async () => {
  const who = await addCustomer(spine, 1_000);
  const { row } = await spine.submit(who, order());
  const failure = {
    code: 'content_policy',
    message: 'The sound was refused.',
    upstream: { code: 'OutputAudioSensitiveContentDetected', message: 'audio\u001b[2J' },
  } as const;
  await spine.settler.settle(settlement(row.id, { failure }));
  const [task] = await readForOperator(spine.database, [row.id]);
  if (!task) throw new Error('it is gone');
  const shown = show(task, null, String);
  expect(shown).toMatchObject({
    errorCode: 'content_policy',
    upstreamError: 'OutputAudioSensitiveContentDetected: audio\u001b[2J',
  });
  expect(inLines(task, shown)).toContain('OutputAudioSensitiveContentDetected: audio');
});
