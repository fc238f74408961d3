import { expect, test } from 'vitest';
import { longestDelayMs, parseOutcome } from './outcomes.ts';

test('a prompt without sandbox words stays as it is', () => {
  const prompt = '  two  spaces,  [brackets] [[and this]] ';
  expect(parseOutcome(prompt)).toEqual({ delayMs: 0, prompt });
});

test.each(['content_policy', 'provider_error', 'timeout'])(
  '[[fail:%s]] asks for that failure',
  (code) => {
    expect(parseOutcome(`a cat [[fail:${code}]]`)).toEqual({
      failure: code,
      delayMs: 0,
      prompt: 'a cat',
    });
  },
);

test('delays in seconds and milliseconds add up, words leave no gap, case and spaces do not matter', () => {
  expect(parseOutcome('a [[delay:20s]] cat [[ Delay : 500ms ]]on a roof [[delay:1.5s]]')).toEqual({
    delayMs: 22_000,
    prompt: 'a cat on a roof',
  });
});

test('failure and delay stand together; the first failure counts', () => {
  expect(parseOutcome('[[delay:1s]][[fail:timeout]][[fail:provider_error]] x')).toEqual({
    failure: 'timeout',
    delayMs: 1000,
    prompt: 'x',
  });
});

test('a delay is bounded', () => {
  expect(parseOutcome('[[delay:99999999s]]').delayMs).toBe(longestDelayMs);
});

test('what is no sandbox word stays in the prompt', () => {
  const prompt = '[[fail:everything]] [[delay:soon]] [[delay:5m]]';
  expect(parseOutcome(prompt)).toEqual({ delayMs: 0, prompt });
});
