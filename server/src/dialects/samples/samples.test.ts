import { describe, expect, test } from 'vitest';
import { cannotSay, sayables } from './cannot-say.ts';
import { hmtm } from '../hmtm.ts';
import { dialects } from '../index.ts';
import { openai } from '../openai/dialect.ts';
import { sampleOf } from './samples.ts';
import { ninth } from '../testing/ninth.ts';
import { spoken } from '../testing/spoken.ts';

describe('a sample says', () => {
  test('how the platform’s own documentation begins', () => {
    expect(sampleOf(hmtm)).toEqual({
      create: {
        target: '/api/open/v1/generations',
        body: {
          abilityId: 'cme_doubao_seedance_2_0',
          content: [{ type: 'text', text: 'A red lighthouse in a storm, the camera pushes in' }],
          duration: 5,
          ratio: '16:9',
          resolution: '480p',
        },
      },
      read: '/api/open/v1/tasks/TASK_ID',
      id: ['taskId'],
      state: ['status'],
      succeeded: 'succeeded',
      ended: ['failed'],
      video: { keys: ['output', 'videoUrl'] },
    });
  });

  test('where the file is, where no address of it is told', () => {
    expect(sampleOf(openai).video).toEqual({ target: '/v1/videos/TASK_ID/content?variant=video' });
  });

  test('the words of a platform that nobody has thought of', () => {
    expect(sampleOf(ninth)).toMatchObject({
      id: ['number'],
      state: ['stage'],
      succeeded: 'done',
      ended: ['broken'],
    });
  });

  test.each(spoken)('of $name how a task ends otherwise', (dialect) => {
    const { succeeded, ended } = sampleOf(dialect);
    expect(ended).not.toContain(succeeded);
    expect(ended.length).toBeGreaterThan(0);
  });
});

test('a dialect without words for a sample is told what it lacks', () => {
  const without = (does: string) => ({
    ...ninth,
    operations: ninth.operations.filter((op) => op.does !== does),
  });
  expect(() => sampleOf(without('create'))).toThrow('ninth cannot say a plain create');
  expect(() => sampleOf(without('get'))).toThrow('ninth cannot say a read');
  expect(() => sampleOf({ ...ninth, catalogue: { models: [] } })).toThrow('ninth sells nothing');
});

describe('what cannot be said', () => {
  test('is what the codecs refuse', () => {
    expect(cannotSay(hmtm)).toEqual([
      ...['frames', 'cameraFixed', 'flex', 'referenceTask', 'callbackUrl', 'metadata'],
    ]);
    expect(cannotSay(ninth)).toContain('referenceVideo');
    expect(cannotSay(ninth)).not.toContain('firstFrame');
  });

  test('can be said in some other dialect', () => {
    const nowhere = sayables.filter((what) =>
      dialects.every((one) => cannotSay(one).includes(what)),
    );
    expect(nowhere).toEqual([]);
  });
});
