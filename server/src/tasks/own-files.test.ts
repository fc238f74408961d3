import { expect, test } from 'vitest';
import { createMediaUrls } from '../media/urls.ts';
import { ownFileFinder } from './own-files.ts';
import { oneKey } from '../testing/keys.ts';

const publicUrl = 'https://video.example/filmgate';
const urls = createMediaUrls({ publicUrl, keys: oneKey(Buffer.alloc(32, 7)), nowMs: Date.now });
const find = ownFileFinder((name) => Promise.resolve(`the hash of ${name}`), urls, publicUrl);
const signed = urls.signMediaUrl('req_abc.mp4');

test('one of our own links leads to the stored file, with whatever a client put behind it', async () => {
  for (const url of [signed, `${signed}?download=1`, `${signed}#t=2`]) {
    expect(await find(url)).toBe('the hash of req_abc.mp4');
  }
});

test('what a parser of URLs would read as one of them is none', async () => {
  for (const at of [publicUrl.length + 3, signed.length - 2, signed.length]) {
    for (const sign of ['\t', '\n', '\r', ' ', '\\', '/./']) {
      expect(await find(signed.slice(0, at) + sign + signed.slice(at))).toBeNull();
    }
  }
  expect(await find(signed.replace('/media/', '/media/../media/'))).toBeNull();
});

test('any other URL is none of ours', async () => {
  for (const url of ['https://video.example/media/a-b/c.mp4', `https://x.example/${signed}`, '']) {
    expect(await find(url)).toBeNull();
  }
});
