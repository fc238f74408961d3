/** Where a platform has a field for what a word of another one means, said in its own words. */
import type { z } from 'zod';
import { meaningOfWord } from './words.ts';
import type { MediaMeaning, PlainMeaning } from './words.ts';

type Meaning = MediaMeaning | PlainMeaning;
/** Each goes on after `… is not offered here: `, without a full stop. */
export type Ways = Readonly<Partial<Record<Meaning, string>>>;

interface Way {
  /** Fields of these meanings will do, the first that there is. */
  by: readonly Meaning[];
  /** Where there is none. */
  without: string;
}

const pictures: readonly Meaning[] = ['image', 'reference_image', 'content', 'media'];
const noMedia = 'no such media are taken here';
const bySize: readonly Meaning[] = ['ratio', 'size'];

const ways: Readonly<Record<Meaning, Way>> = {
  image: { by: pictures, without: noMedia },
  first_frame: { by: ['first_frame', 'content', 'media', 'image'], without: noMedia },
  last_frame: { by: ['last_frame', 'content', 'media', 'image'], without: noMedia },
  reference_image: { by: ['reference_image', 'content', 'media', 'image'], without: noMedia },
  video: { by: ['content', 'video', 'media'], without: noMedia },
  audio: { by: ['content', 'audio', 'media'], without: noMedia },
  media: { by: ['content', 'media', 'image'], without: noMedia },
  content: { by: ['media', 'image', 'first_frame', 'video'], without: noMedia },
  model: { by: ['model'], without: 'there is one model' },
  prompt: { by: ['prompt', 'content'], without: 'there is no text' },
  seconds: { by: ['seconds'], without: 'the model picks the length' },
  frames: { by: ['seconds'], without: 'the model picks the length' },
  resolution: { by: ['resolution', 'size'], without: 'there is one resolution' },
  ratio: { by: bySize, without: 'there is one shape' },
  size: { by: ['size', 'ratio'], without: 'there is one shape' },
  side: { by: ['size', 'ratio'], without: 'there is one shape' },
  orientation: { by: bySize, without: 'there is one shape' },
  seed: { by: ['seed'], without: 'every video has a seed of its own' },
  sound: { by: ['sound'], without: 'every video has the sound of its model' },
  watermark: { by: ['watermark'], without: 'videos have no watermark' },
  returned_frame: { by: ['returned_frame'], without: 'take the last frame from the video' },
  callback: { by: ['callback'], without: 'read the task until it is over' },
  deadline: { by: ['deadline'], without: 'tasks have no deadline of their own here' },
  note: { by: [], without: 'it changes nothing' },
};

/** Several fields of one meaning are named together, the first ones. */
const namedMost = 3;

/** `own` goes before what the schema tells. */
export function wayTo(meaning: Meaning, schema: z.ZodObject, own: Ways = {}): string {
  const told = own[meaning];
  if (told !== undefined) return told;
  const { by, without } = ways[meaning];
  for (const sought of by) {
    const words = Object.keys(schema.shape).filter((word) => meaningOfWord(word) === sought);
    if (words.length > 0) return `give it as ${words.slice(0, namedMost).join(' or ')}`;
  }
  return without;
}
