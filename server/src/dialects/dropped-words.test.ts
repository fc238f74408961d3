/** What clients write of other platforms' words: used or refused by name, and never dropped. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemOf } from '../generation/testing.ts';
import { Upload } from '../generation/upload.ts';
import { decodeCall } from './codec.ts';
import type { Operation } from './mechanism.ts';
import { knownOf } from './testing/known.ts';
import { callWith, operationOf } from './testing/operations.ts';
import { spoken } from './testing/spoken.ts';
import { meaningOfWord } from './words.ts';

const creating = spoken.flatMap((dialect) =>
  dialect.operations
    .filter((op) => op.does === 'create' && !op.isRefused)
    .flatMap(({ path, asks: { schemas } }) =>
      schemas.body instanceof z.ZodObject ? [[dialect.name, path, schemas.body] as const] : [],
    ),
);

test.each(creating)('every field of a create of %s at %s means something', (_name, _path, body) => {
  const fields = Object.keys(body.shape);
  expect(fields.length).toBeGreaterThan(3);
  expect(fields.filter((field) => meaningOfWord(field) === undefined)).toEqual([]);
});

const picture = 'https://media.example/a.png';
const clip = 'https://media.example/v5.mp4';
const sound = 'https://media.example/a.mp3';
/** As object stores sign them: nothing in it looks like a medium. */
const signed = 'https://media.example/object/7?signature=f00';
const upload = new Upload({
  sha256: '0'.repeat(64),
  bytes: 1,
  fileName: 'a.png',
  contentType: 'image/png',
});
const content = [
  { type: 'video_url', video_url: { url: clip }, role: 'reference_video' },
  { type: 'image_url', image_url: { url: picture }, role: 'reference_image' },
];

/** Each with a value that would change what is made, paid or told. */
const words: readonly (readonly [word: string, value: unknown])[] = [
  ['image', picture],
  ['images', [picture]],
  ['image_url', signed],
  ['image_urls', [signed]],
  ['imageUrl', signed],
  ['img_url', picture],
  ['image_list', [{ image: picture }]],
  ['input_image', signed],
  ['input_reference', signed],
  ['reference_url', signed],
  ['image_reference', { image_url: picture }],
  ['video_reference', { video_url: clip }],
  ['audio_reference', { audio_url: sound }],
  ['first_frame', picture],
  ['first_frame_url', signed],
  ['first_frame_image', signed],
  ['firstFrame', signed],
  ['first_image', signed],
  ['start_image', picture],
  ['last_frame', picture],
  ['last_frame_url', signed],
  ['lastFrameUrl', signed],
  ['last_image', signed],
  ['image_tail', signed],
  ['end_image', picture],
  ['reference_image', signed],
  ['reference_images', [signed]],
  ['reference_image_urls', [signed]],
  ['reference_videos', [signed]],
  ['reference_audios', [signed]],
  ['video', clip],
  ['videos', [clip]],
  ['video_url', signed],
  ['video_urls', [signed]],
  ['audio_url', signed],
  ['audios', [sound]],
  ['mediaUrls', [signed]],
  ['media', [{ type: 'image', url: 'asset://asset-1' }]],
  ['avatar', 'data:image/png;base64,iVBORw0KGgo='],
  ['content', content],
  ['ratio', '3:4'],
  ['aspect_ratio', '3:4'],
  ['aspectRatio', '3:4'],
  ['orientation', 'portrait'],
  ['size', '1112x834'],
  ['width', 834],
  ['height', 1112],
  ['resolution', '480p'],
  ['quality', '480p'],
  ['duration', 7],
  ['seconds', '7'],
  ['frames', 57],
  ['num_frames', 57],
  ['fps', 30],
  ['n', 2],
  ['seed', 7],
  ['generate_audio', false],
  ['watermark', true],
  ['return_last_frame', true],
  ['callback_url', 'https://hooks.example/'],
  ['webhook_url', 'https://hooks.example/'],
  ['webhookUrl', 'https://hooks.example/'],
  ['service_tier', 'flex'],
  ['camera_fixed', true],
  ['draft', true],
  ['tools', [{ type: 'web_search' }]],
  ['negative_prompt', 'rain'],
  ['execution_expires_after', 7200],
];

const creates = spoken.map((dialect) => ({
  name: dialect.name,
  dialect,
  create: operationOf(dialect, 'create'),
}));

type Fate = 'used' | 'dropped' | `refused as ${string}`;

function fateOf(create: Operation<'create'>, plain: object, more: object): Fate {
  const body = callWith({ ...plain, ...more });
  const problem = problemOf(() => decodeCall(create, body));
  if (problem) return `refused as ${String(problem.field)}`;
  const without = JSON.stringify(decodeCall(create, callWith(plain)));
  return JSON.stringify(decodeCall(create, body)) === without ? 'dropped' : 'used';
}

/** A refusal names the word as it was written, or a part of it. */
function isTold(fate: Fate, field: string): boolean {
  if (fate === 'used') return true;
  return new RegExp(`^refused as ${RegExp.escape(field)}(?:[.[]|$)`, 'u').test(fate);
}

function droppedOf(
  { dialect, create }: (typeof creates)[number],
  sent: (word: string, value: unknown) => { more: object; field: string },
): string[] {
  const { leastBody: plain, harmless = [] } = knownOf(dialect);
  return words.flatMap(([word, value]) => {
    if (harmless.includes(word)) return [];
    const { more, field } = sent(word, value);
    const fate = fateOf(create, plain, more);
    return isTold(fate, field) ? [] : [`${word}: ${fate}`];
  });
}

describe.each(creates)('$name', (one) => {
  test('drops no word of JSON', () => {
    expect(droppedOf(one, (word, value) => ({ more: { [word]: value }, field: word }))).toEqual([]);
  });

  test('drops no word of metadata that are parameters', () => {
    if (one.name === 'seedance2ink') return;
    const dropped = droppedOf(one, (word, value) => ({
      more: { metadata: { [word]: value } },
      field: `metadata.${word}`,
    }));
    // Elsewhere they are the customer's, but for the words that New-API reads there.
    const isKept = one.name !== 'newapi';
    const newapis =
      /^(?:content|ratio|resolution|duration|seed|generate_audio|watermark|return_last_frame|callback_url|execution_expires_after):/u;
    expect(isKept ? dropped.filter((line) => newapis.test(line)) : dropped).toEqual([]);
  });

  test('reads parameters in metadata that are a JSON text', () => {
    if (one.name === 'seedance2ink') return;
    const metadata = JSON.stringify({ content });
    const fate = fateOf(one.create, knownOf(one.dialect).leastBody, { metadata });
    expect(isTold(fate, 'metadata.content')).toBe(true);
    for (const note of ['order 7', '{order 7}', '{"order":7}']) {
      if (one.name === 'openai' || one.name === 'newapi') continue;
      expect(fateOf(one.create, knownOf(one.dialect).leastBody, { metadata: note })).toBe(
        'dropped',
      );
    }
  });

  test('never looks into metadata that are the customer’s', () => {
    if (one.name !== 'seedance2ink') return;
    const metadata = Object.fromEntries(words);
    const command = decodeCall(
      one.create,
      callWith({ ...knownOf(one.dialect).leastBody, metadata }),
    );
    expect(command.metadata).toEqual(metadata);
  });

  test('lets through what asks for nothing', () => {
    const plain = knownOf(one.dialect).leastBody;
    for (const [word] of words) {
      if (Object.hasOwn(plain, word)) continue;
      const known = operationKeys(one.create);
      if (known.has(word)) continue;
      for (const value of [null, '', [], {}, [''], { url: null }]) {
        expect([word, fateOf(one.create, plain, { [word]: value })]).toEqual([word, 'dropped']);
      }
    }
  });

  test('refuses files under a name that it does not know, and media by their looks', () => {
    const plain = knownOf(one.dialect).leastBody;
    for (const value of [
      upload,
      [upload],
      picture,
      `${clip}?x=1`,
      'asset://asset-1',
      { url: sound },
      [{ url: 'data:video/mp4;base64,AAAA' }],
    ]) {
      expect(fateOf(one.create, plain, { anything_else: value })).toBe('refused as anything_else');
    }
    for (const value of ['https://shop.example/?x=.png', 'a.png', 7, true, 'data:text/plain,x']) {
      expect(fateOf(one.create, plain, { anything_else: value })).toBe('dropped');
    }
  });
});

/** As a part of a form. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function operationKeys({ asks }: Operation<'create'>): Set<string> {
  return new Set(Object.keys(Object(asks.schemas.body).shape));
}

describe.each(creates.filter(({ create }) => create.takes === 'json_or_form'))(
  'the forms of $name',
  (one) => {
    test('drop no word', () => {
      const dropped = droppedOf(one, (word, value) => ({
        more: { [word]: typeof value === 'object' ? value : asText(value) },
        field: word,
      }));
      expect(dropped).toEqual([]);
    });

    test.each(['image', 'images', 'first_frame', 'last_frame', 'reference_images', 'file'])(
      'do not drop a file called %s',
      (word) => {
        for (const value of [upload, [upload], [upload, upload]]) {
          const fate = fateOf(one.create, knownOf(one.dialect).leastBody, { [word]: value });
          expect([word, isTold(fate, word)]).toEqual([word, true]);
        }
      },
    );
  },
);
