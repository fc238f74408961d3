import { describe, expect, test } from 'vitest';
import type { Failure } from '../../generation/problems.ts';
import type { Medium } from '../../generation/request.ts';
import { probedFile } from '../../generation/testing.ts';
import { dialectNamed } from '../../tasks/testing/fixture.ts';
import { inClientsNames } from './client-names.ts';
import type { Line } from '../book/line.ts';
import { planned, references } from '../../making/testing/planned.ts';

/** What an upstream says of a medium, in the names of whoever sent it. */

function said(message: string, media: readonly Medium[], dialect = 'ark'): Failure {
  const model = { family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null };
  // All else of a line plays no part in names.
  const line = { id: 'line_1', name: 'up', dialect, models: [model] } as Partial<Line> as Line;
  const mode = media.some(({ role }) => role.endsWith('_frame')) ? 'frames' : 'reference';
  const request = planned({ media, mode, ratio: 'adaptive' });
  const failure: Failure = { code: 'invalid_parameter', message };
  return inClientsNames({ line, dialect: dialectNamed(dialect) }, request, failure);
}

const pictures = references('image', 'image').map((medium, index) => ({
  ...medium,
  field: `mediaUrls[${String(index)}]`,
}));

describe('an upstream that speaks Ark', () => {
  test.each([
    [
      'The parameter `content[2].image_url` is not valid.',
      'The parameter `mediaUrls[1]` is not valid.',
    ],
    ['content[1].image_url.url: download failed', 'mediaUrls[0]: download failed'],
    ['content[1] and content[2].role differ', 'mediaUrls[0] and mediaUrls[1] differ'],
    ['see content[1].', 'see mediaUrls[0].'],
  ])('says %s', (message, expected) => {
    const failure = said(message, pictures);
    expect(failure.message).toBe(expected);
    expect(failure.upstream).toEqual({ message });
  });

  test.each([
    'The text is too long.',
    'content is too long',
    'content[0].text is too long',
    'content[12].image_url is not ours',
    'my_content[1] is not ours',
  ])('says nothing of media: %s', (message) => {
    expect(said(message, pictures)).toEqual({ code: 'invalid_parameter', message });
  });

  test('and a client that named it so reads it as it was', () => {
    const native = pictures.map((medium, index) => ({
      ...medium,
      field: `content[${String(index + 1)}].image_url.url`,
    }));
    const message = 'The parameter `content[1].image_url` is not valid.';
    expect(said(message, native)).toEqual({ code: 'invalid_parameter', message });
  });
});

test('a plain word is a field where it is marked as one', () => {
  const [picture] = pictures;
  const media = picture ? [picture] : [];
  expect(said('The image is too dark.', media, 'newapi').message).toBe('The image is too dark.');
});

test('another one has fields of its own for each', () => {
  const frames: Medium[] = (['first_frame', 'last_frame'] as const).map((role, index) => ({
    ...probedFile({ kind: 'image', sha256: String(index) }),
    role,
    field: `content[${String(index)}].image_url.url`,
  }));
  expect(said('last_image cannot be fetched', frames, 'jimmyai').message).toBe(
    'content[1].image_url.url cannot be fetched',
  );
});
