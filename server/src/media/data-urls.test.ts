import { describe, expect, test } from 'vitest';
import { decodeDataUrl as pieces } from './data-urls.ts';

/** In one. */
function decodeDataUrl(url: string, bytesMax: number): Buffer | string {
  const decoded = [...pieces(url, bytesMax)];
  const fault = decoded.find((piece) => typeof piece === 'string');
  return fault ?? Buffer.concat(decoded.filter((piece) => typeof piece !== 'string'));
}

const bytes = Buffer.from('any bytes at all');
const text = bytes.toString('base64');

describe('a data URL', () => {
  test.each([
    `data:image/png;base64,${text}`,
    `data:image/jpeg;base64,${text}`,
    `data:image/svg+xml;base64,${text}`,
    `data:audio/mpeg;base64,${text}`,
    `data:audio/x-wav;base64,${text}`,
  ])('of the documented form is decoded: %s', (url) => {
    expect(decodeDataUrl(url, 1000)).toEqual(bytes);
  });

  test.each([
    'data:,hello',
    'data:image/png,hello',
    `data:image/png;base64`,
    `data:image/png;charset=utf-8;base64,${text}`,
    `data:image/PNG;base64,${text}`,
    `DATA:image/png;base64,${text}`,
    `data:Image/png;base64,${text}`,
    `data:image/png;BASE64,${text}`,
    `data:image/;base64,${text}`,
    `data:image/png ;base64,${text}`,
    `data:text/html;base64,${text}`,
    `data:application/octet-stream;base64,${text}`,
    `data:;base64,${text}`,
    `data:image/${'a'.repeat(200)};base64,${text}`,
    `data:image/png;base64;${text}`,
  ])('of another form is refused with the right one: %s', (url) => {
    expect(decodeDataUrl(url, 1000)).toContain('data:image/<format>;base64,');
  });

  test.each([
    '',
    'A',
    'AA',
    'AAA',
    'AAAAA',
    'A===',
    'AA=A',
    'AAAA\n',
    'AA AA',
    'AA-_',
    'AAA%3D',
    '====',
    'ÄAAA',
  ])('of something that is no base64 is refused: %j', (broken) => {
    expect(decodeDataUrl(`data:image/png;base64,${broken}`, 1000)).toContain('base64');
  });

  test('of a video is refused with the way out', () => {
    const url = `data:video/mp4;base64,${text}`;
    expect(decodeDataUrl(url, 1000)).toContain('give videos as https URLs');
  });

  test('is decoded up to the limit and not a byte beyond', () => {
    for (const length of [10, 11, 12]) {
      const url = `data:image/png;base64,${Buffer.alloc(length).toString('base64')}`;
      expect(decodeDataUrl(url, length)).toHaveLength(length);
      expect(decodeDataUrl(url, length - 1)).toContain('is larger than');
    }
  });
});
