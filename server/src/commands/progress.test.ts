import { expect, test } from 'vitest';
import { openLines } from './progress.ts';

test('a line is written for each new state and each tenth of the way, and no other', () => {
  const lines: string[] = [];
  let nowMs = 1_000;
  const progress = openLines(
    (line) => lines.push(line),
    () => nowMs,
  );
  const show = (state: string, percent: number) => {
    progress.show({ state, percent, cost: 'up to 40 credits' });
    nowMs += 600;
  };
  show('waiting', 0);
  show('waiting', 0);
  show('rendering', 0);
  for (const percent of [3, 9, 10, 12, 19, 20, 55]) show('rendering', percent);
  show('saving', 56);
  expect(lines).toEqual([
    '[0 s] waiting, 0 %, up to 40 credits',
    '[1 s] rendering, 0 %, up to 40 credits',
    '[3 s] rendering, 10 %, up to 40 credits',
    '[4 s] rendering, 20 %, up to 40 credits',
    '[5 s] rendering, 55 %, up to 40 credits',
    '[6 s] saving, 56 %, up to 40 credits',
  ]);
});
