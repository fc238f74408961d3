import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCallbackUrls } from './callback-urls.ts';
import type { Keys } from '../../postgres/seal.ts';
import { oneKey } from '../../testing/keys.ts';

const urls = createCallbackUrls({ publicUrl: 'https://video.example/gate', keys: oneKey() });
const pathOf = (url: string) => url.replace('https://video.example/gate/callbacks/', '');

test('an address leads back to its attempt', () => {
  const url = urls.urlOf('cgt-20261121-abc-1');
  expect(url).toMatch(
    /^https:\/\/video\.example\/gate\/callbacks\/cgt-20261121-abc-1\.[0-9a-f]{32}$/,
  );
  expect(urls.attemptAt(pathOf(url))).toBe('cgt-20261121-abc-1');
});

test('no other address leads anywhere', () => {
  const path = pathOf(urls.urlOf('task_a-1'));
  const other = createCallbackUrls({ publicUrl: 'https://x.example', keys: oneKey() });
  expect(other.attemptAt(path)).toBeNull();
  for (const wrong of ['', 'task_a-1', path.replace('a-1', 'a-2'), `${path}0`, path.slice(0, -1)]) {
    expect(urls.attemptAt(wrong)).toBeNull();
  }
});

test('one from before a rotation leads back while its key is valid', () => {
  const [present, former] = [randomBytes(32), randomBytes(32)];
  let formers = [former];
  const at = (keys: Keys) => createCallbackUrls({ publicUrl: 'https://video.example/gate', keys });
  const now = at(() => [present, ...formers]);
  const path = pathOf(at(oneKey(former)).urlOf('task_a-1'));
  expect(now.attemptAt(path)).toBe('task_a-1');
  expect(at(oneKey(present)).attemptAt(pathOf(now.urlOf('task_a-1')))).toBe('task_a-1');
  formers = [];
  expect(now.attemptAt(path)).toBeNull();
});
