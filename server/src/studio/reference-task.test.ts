import { expect, test } from 'vitest';
import type { ReferenceTask } from '../generation/request.ts';
import { referenceTaskOf } from './reference-task.ts';

const video = { kind: 'video' } as const;
const image = { kind: 'image' } as const;

test.each<[string, ReferenceTask | undefined]>([
  ['延长视频,让小猫跳上窗台', 'extend'],
  ['将视频1向后延长,镜头跟随汽车驶入隧道', 'extend'],
  ['编辑视频,把背景换成雪山', 'edit'],
  ['extend the video by five seconds', 'extend'],
  ['Extending video 1: the car drives on', 'extend'],
  ['edit this clip: make it snow', 'edit'],
  ['a dancer extends her arms, as in the video', undefined],
  ['参考视频的运镜', undefined],
])('%j says of a single clip that it is to %s', (prompt, task) => {
  expect(referenceTaskOf({ prompt, media: [image, video] })).toBe(task);
});

test('what was asked for in its field wins, and of several clips no text decides', () => {
  const media = [video, video];
  expect(referenceTaskOf({ prompt: '延长视频', media })).toBeUndefined();
  expect(referenceTaskOf({ prompt: '延长视频', media, referenceTask: 'edit' })).toBe('edit');
  expect(referenceTaskOf({ prompt: '延长视频', media: [image] })).toBeUndefined();
});
