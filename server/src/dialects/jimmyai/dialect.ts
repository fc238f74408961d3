/** JimmyAI: many lines of Seedance, each a model of its own, in an envelope `{"code","msg","data"}`. */
import { unknownFields } from '../dropped.ts';
import { codesLost } from '../failures.ts';
import { base36Id } from '../ids.ts';
import type { Dialect } from '../mechanism.ts';
import { jimmyaiCatalogue } from '../models/jimmyai.ts';
import { accountOperations } from './account.ts';
import { auditOperations, libraryOperations } from './assets.ts';
import { problem, refusal } from './envelope.ts';
import { taskOperations } from './tasks.ts';

/** Where the platform's documentation is silent, or speaks twice. */
const choices: readonly string[] = [
  'Times are Unix seconds; a task id is `video_` and 24 lower-case letters and digits, an asset id `asset_` and 20.',
  'HTTP is 200 for whatever is refused as a matter of business; only what is none (no such path, a body that is too large, too many requests, an idempotency key in use, our own faults) has a status of its own. A code has the type of that endpoint’s success.',
  'A short balance has the code for parameters and says so in its first words, and so does a model that is not sold.',
  'A cancelled or expired task is `failed` with a text that says so: there is no other word for it. The upstream’s own code for a failure stands at the end of the text in parentheses.',
  '`result` is null and `completed_at` 0 until there is one; `usage` is told of the GZ lines alone.',
  'The newer names of fields are taken on every line, but not beside the older ones.',
  'The bodies of the audits, after the platform whose line has the same names: an asset that could not be had is among `failedItems`, with an empty id where it never got one.',
  'An asset’s `official_id` is its own id, and `image_url` where its bytes can be seen, of whatever kind.',
  'One coin is one dollar, which is 40 credits. No key has a quota of its own: it is `unlimited`, and all of its quota is 0 but what was used.',
  '`used_coin` is whatever cannot be spent: charged, less what was given back, held for tasks, or owed.',
  'Items of the price catalogue are models, with the price at each resolution.',
  'A ratio that a line does not list (`如 16:9、9:16、1:1` names three) is refused by name, and so is a frame beside `reference_videos` on every line: engines take either frames or references. Mini Special and SP economy alone take `reference_audios` beside frames, as documented.',
  unknownFields,
];

export const jimmyai: Dialect = {
  name: 'jimmyai',
  title: 'JimmyAI',
  catalogue: jimmyaiCatalogue,
  keyHeaders: ['bearer'],
  taskId: (parts) => `video_${base36Id(parts, 24)}`,
  assetId: (parts) => `asset_${base36Id(parts, 20)}`,
  operations: [...taskOperations, ...libraryOperations, ...auditOperations, ...accountOperations],
  problem,
  refusal,
  choices,
  lost: codesLost,
  assetWays: {
    asset: { gives: 'assetCreate', looks: 'assetGet', named: true },
    audit: { gives: 'assetCreateMany', looks: 'assetGetMany', named: false },
  },
  unsaidRoles: 'native',
  fields: {
    model: 'model',
    prompt: 'prompt',
    media: 'images',
    seconds: 'duration',
    resolution: 'resolution',
    ratio: 'ratio',
    generateAudio: 'generate_audio',
    roles: {
      first_frame: 'first_image',
      last_frame: 'last_image',
      reference_image: 'images',
      reference_video: 'reference_videos',
      reference_audio: 'reference_audios',
    },
  },
};
