import { expect, test } from 'vitest';
import { outputByFile } from './by-file.ts';

const film = (frames: number, over: { framesPerSecond?: number; seconds?: number } = {}) => {
  const framesPerSecond = over.framesPerSecond ?? 24;
  const seconds = over.seconds ?? frames / framesPerSecond;
  return { width: 1280, height: 720, seconds, framesPerSecond, frames };
};

test.each([
  [121, 24, 5],
  [120, 24, 5],
  [119, 24, 5],
  [97, 24, 4],
  [361, 24, 15],
  [150, 30, 5],
  [151, 30, 5],
  [124, 25, 5],
  [134, 24, 5],
  [141, 24, 6],
  [12, 24, 1],
])('%i frames at %i a second are sold as %i s', (frames, framesPerSecond, seconds) => {
  expect(outputByFile(film(frames, { framesPerSecond }), null)).toMatchObject({ seconds, frames });
});

test('sound that goes on after the picture makes a film no longer', () => {
  expect(outputByFile(film(121, { seconds: 6.4 }), null).seconds).toBe(5);
});

test('frames that a film holds but does not show count for nothing', () => {
  expect(outputByFile(film(241, { seconds: 5.04 }), null).seconds).toBe(5);
});

test('pixels and shape are those of the file, tokens those that the line counted', () => {
  const measured = { ...film(121), width: 720, height: 1280 };
  expect(outputByFile(measured, 108_900)).toEqual({
    width: 720,
    height: 1280,
    frames: 121,
    seconds: 5,
    ratio: '9:16',
    completionTokens: 108_900,
  });
  expect(outputByFile(measured, null).completionTokens).toBeNull();
});
