/**
 * What the words of a create mean, whichever platform's they are. The first table has every field of the eight
 * schemas: a test holds it to them. Behind it stand the fields that these platforms, and the engines and
 * gateways that speak as they do, are known to have besides.
 */
/** Media by what they are to the film; `media` says nothing of it. */
export type MediaMeaning =
  | 'image'
  | 'first_frame'
  | 'last_frame'
  | 'reference_image'
  | 'video'
  | 'audio'
  | 'media'
  | 'content';

export type PlainMeaning =
  | 'model'
  | 'prompt'
  | 'seconds'
  | 'frames'
  | 'resolution'
  | 'ratio'
  | 'size'
  | 'side'
  | 'orientation'
  | 'seed'
  | 'sound'
  | 'watermark'
  | 'returned_frame'
  | 'callback'
  | 'deadline'
  /** Changes nothing of what is made, paid or told. */
  | 'note';

/** An object of parameters, where it is not the customer's own. */
export type Meaning = MediaMeaning | PlainMeaning | 'parameters' | Fixed;

/** What nobody is offered another value of. */
interface Fixed {
  harmless: readonly unknown[];
  /** Goes on after `… is not offered here: `, without a full stop. */
  wayOut: string;
}

const documented = {
  model: 'model',
  abilityId: 'model',
  prompt: 'prompt',
  content: 'content',
  mediaUrls: 'media',
  input_reference: 'image',
  image: 'image',
  images: 'image',
  image_url: 'image',
  image_urls: 'image',
  reference_images: 'reference_image',
  first_image: 'first_frame',
  last_image: 'last_frame',
  video_url: 'video',
  video_urls: 'video',
  videos: 'video',
  reference_videos: 'video',
  audio_url: 'audio',
  audio_urls: 'audio',
  audios: 'audio',
  reference_audios: 'audio',
  // Both are measured, whatever is declared.
  video_durations: 'note',
  input_video_duration: 'note',
  duration: 'seconds',
  seconds: 'seconds',
  resolution: 'resolution',
  ratio: 'ratio',
  aspect_ratio: 'ratio',
  aspectRatio: 'ratio',
  orientation: 'orientation',
  size: 'size',
  width: 'side',
  height: 'side',
  seed: 'seed',
  generate_audio: 'sound',
  watermark: 'watermark',
  return_last_frame: 'returned_frame',
  callback_url: 'callback',
  webhookUrl: 'callback',
  execution_expires_after: 'deadline',
  metadata: 'parameters',
  safety_identifier: 'note',
  priority: 'note',
  output_format: { harmless: ['mp4'], wayOut: 'videos are MP4' },
  omni_reference_task_type: {
    harmless: ['auto', 'reference'],
    wayOut: 'say in the text what is to become of the video',
  },
  frames: 'frames',
  service_tier: { harmless: ['default', 'auto'], wayOut: 'only the default tier is offered' },
  camera_fixed: { harmless: [false], wayOut: 'describe the camera in the text' },
} as const satisfies Record<string, Meaning>;

/** Written elsewhere for the same, or for what nobody here does. */
const met = {
  webhook_url: 'callback',
  media: 'media',
  reference_url: 'media',
  notify_url: 'callback',
  quality: 'resolution',
  resolution_name: 'resolution',
  num_frames: 'frames',
  video_length: 'seconds',
  fps: { harmless: [24], wayOut: 'videos have 24 frames a second' },
  n: { harmless: [1], wayOut: 'send one request for each video' },
  negative_prompt: { harmless: [], wayOut: 'say in the prompt what is wanted' },
  response_format: { harmless: ['url'], wayOut: 'videos are handed out as a URL' },
  draft: { harmless: [false], wayOut: 'use resolution 480p for a cheap first look' },
  optimize_prompt: { harmless: [false], wayOut: 'the text is used as it is written' },
  reasoning_effort: { harmless: ['none', 'minimal'], wayOut: 'the text is used as it is written' },
  human_face_mode: { harmless: [], wayOut: 'faces are shown as the model shows them' },
  file_format: { harmless: ['mp4'], wayOut: 'films are mp4' },
  tools: { harmless: [], wayOut: 'no tools are offered' },
  reference_mode: { harmless: [], wayOut: 'the fields of the media say what they are' },
  face_processing: { harmless: [false], wayOut: 'media are used as they are' },
} as const satisfies Record<string, Meaning>;

/** Names of media are built of a stem, and an ending that says how it is named. */
const stems: readonly (readonly [MediaMeaning, RegExp])[] = [
  ['first_frame', /^(?:first|start|head)(?:image|picture|frame(?:image|picture)?)$/u],
  ['last_frame', /^(?:(?:last|end|tail)(?:image|picture|frame(?:image|picture)?)|imagetail)$/u],
  ['reference_image', /^(?:(?:reference|ref|subject)(?:image|picture)|imagereference)$/u],
  ['image', /^(?:(?:input|source)?(?:image|picture|img)|inputreference)$/u],
  ['video', /^(?:(?:input|source|reference|ref)?video|videoreference)$/u],
  ['audio', /^(?:(?:input|source|reference|ref)?audio|audioreference)$/u],
];
const endings = /(?:list|urls?|uris?|files?|paths?|base64|ids?|s)$/u;
/** No word has more endings, or is longer. */
const endingsMost = 3;
const wordCharactersMost = 40;

/** Whatever the case, with dashes or without. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}

const known: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({ ...met, ...documented }).map(([word, meaning]) => [plain(word), meaning]),
);

/** Undefined: nobody's word. */
export function meaningOfWord(word: string): Meaning | undefined {
  if (word.length > wordCharactersMost) return undefined;
  const spelled = plain(word);
  return known.get(spelled) ?? mediaMeaning(spelled);
}

function mediaMeaning(spelled: string): MediaMeaning | undefined {
  let stem = spelled;
  for (let ending = 0; ending <= endingsMost; ending += 1) {
    const found = stems.find(([, form]) => form.test(stem));
    if (found) return found[0];
    stem = stem.replace(endings, '');
  }
  return undefined;
}

const mediaMeanings: ReadonlySet<string> = new Set<MediaMeaning>([
  'image',
  'first_frame',
  'last_frame',
  'reference_image',
  'video',
  'audio',
  'media',
  'content',
]);

export function isMediaMeaning(meaning: MediaMeaning | PlainMeaning): meaning is MediaMeaning {
  return mediaMeanings.has(meaning);
}
