import { expect, test } from 'vitest';
import { z } from 'zod';
import { taskJsonSchema } from '../tasks/task-json.ts';
import { defaultEventTypes, eventTypes } from './endpoint.ts';
import { guide, guideBlock, isHere, languages, tryReceiver } from './testing/receivers.ts';

/** docs/webhooks.md: its example is what is sent, and its receivers take what they should and no more. */

test('the guide’s example is a body as we send it', async () => {
  const schema = z.strictObject({
    type: z.enum(eventTypes),
    timestamp: z.iso.datetime(),
    data: taskJsonSchema.strict(),
  });
  const example: unknown = JSON.parse(await guideBlock('json'));
  expect(schema.parse(example)).toEqual(example);
});

test('the guide names every event, and what is told where nothing is said', async () => {
  const rows = [...(await guide()).matchAll(/^\| `(\w+\.\w+)` +\|.*\| (told|not told) +\|$/gm)];
  expect(rows.map(([, type]) => type)).toEqual(eventTypes);
  const told = rows.filter(([, , word]) => word === 'told').map(([, type]) => type);
  // An endpoint is asked for its test event, whatever it wants.
  expect(told).toEqual([...defaultEventTypes, 'test.ping']);
});

const rounds = 8;

test('the guide’s receiver in JavaScript takes every good delivery, once, and refuses every other', async () => {
  await tryReceiver(languages.js, rounds);
});

const hasPython = isHere(languages.python);
test.skipIf(!hasPython)(
  `the guide’s receiver in Python does the same${hasPython ? '' : ': not tried, there is no python3 here'}`,
  async () => {
    await tryReceiver(languages.python, rounds);
  },
);
