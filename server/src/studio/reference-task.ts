import type { ReferenceTask } from '../generation/request.ts';
import type { StudioJob } from './job.ts';
import { namesIn } from './words.ts';
import type { Word } from './words.ts';

const taskWords: readonly Word<ReferenceTask>[] = [
  {
    name: 'extend',
    en: 'extend video, extend clip, extend footage, continue video, continue clip',
    zh: '延长 续写 续拍',
  },
  { name: 'edit', en: 'edit video, edit clip, edit footage', zh: '编辑 修改视频' },
];

/**
 * What becomes of a given clip: what was asked for in its field, else what the text says of a single one. Undefined:
 * it is a reference like any other.
 */
export function referenceTaskOf({
  referenceTask,
  prompt,
  media,
}: Pick<StudioJob, 'referenceTask' | 'prompt'> & {
  media: readonly Pick<StudioJob['media'][number], 'kind'>[];
}): ReferenceTask | undefined {
  if (referenceTask) return referenceTask;
  const isSingle = media.filter(({ kind }) => kind === 'video').length === 1;
  return isSingle ? namesIn(prompt, taskWords)[0] : undefined;
}
