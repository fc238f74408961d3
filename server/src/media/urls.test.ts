import { describe, expect, test } from 'vitest';
import { createMediaUrls } from './urls.ts';
import type { MediaUrls } from './urls.ts';
import { oneKey } from '../testing/keys.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const noonMs = Date.UTC(2026, 9, 21, 12);

function urlsAt(nowMs: number, publicUrl = 'https://video.example'): MediaUrls {
  return createMediaUrls({ publicUrl, keys: oneKey(Buffer.alloc(32, 7)), nowMs: () => nowMs });
}

describe('a signed URL', () => {
  test.each(['req_abc.mp4', 'req_abc.poster.jpg', 'req_abc.last.jpg', `${'0f'.repeat(32)}.png`])(
    'of %s ends in its name and leads back to it',
    (name) => {
      const url = new URL(urlsAt(noonMs).signMediaUrl(name));
      expect(url.href).toMatch(/^https:\/\/video\.example\/media\/[0-9a-z]+-[\w-]{22}\//u);
      expect(url.pathname.endsWith(`/${name}`)).toBe(true);
      expect(url.search).toBe('');
      expect(urlsAt(noonMs).verifyMediaPath(url.pathname, noonMs)).toEqual({ name });
    },
  );

  test('stays the same for a whole UTC day and changes with the next', () => {
    const midnightMs = Date.UTC(2026, 9, 21);
    const first = urlsAt(midnightMs).signMediaUrl('req_a.mp4');
    for (let hour = 0; hour < 24; hour += 1) {
      expect(urlsAt(midnightMs + hour * hourMs).signMediaUrl('req_a.mp4')).toBe(first);
    }
    expect(urlsAt(midnightMs + dayMs - 1).signMediaUrl('req_a.mp4')).toBe(first);
    expect(urlsAt(midnightMs + dayMs).signMediaUrl('req_a.mp4')).not.toBe(first);
  });

  test('lives at least 24 and at most 48 hours', () => {
    const midnightMs = Date.UTC(2026, 9, 21);
    for (let hour = 0; hour < 24; hour += 1) {
      const nowMs = midnightMs + hour * hourMs;
      const urls = urlsAt(nowMs);
      const path = new URL(urls.signMediaUrl('req_a.mp4')).pathname;
      expect(urls.verifyMediaPath(path, nowMs + dayMs)).toEqual({ name: 'req_a.mp4' });
      expect(urls.verifyMediaPath(path, nowMs + 2 * dayMs)).toBe('expired');
    }
  });

  test.each(['https://video.example/filmgate', 'https://video.example/filmgate/'])(
    'keeps the path of %s, and is known with and without it',
    (publicUrl) => {
      const urls = urlsAt(noonMs, publicUrl);
      const url = urls.signMediaUrl('req_a.mp4');
      expect(url).toMatch(/^https:\/\/video\.example\/filmgate\/media\//u);
      const path = new URL(url).pathname;
      expect(urls.verifyMediaPath(path, noonMs)).toEqual({ name: 'req_a.mp4' });
      expect(urls.verifyMediaPath(path.slice('/filmgate'.length), noonMs)).toEqual({
        name: 'req_a.mp4',
      });
      expect(urls.verifyMediaPath(`/other${path}`, noonMs)).toBe('invalid');
    },
  );

  test('is refused once a single character of its path differs', () => {
    const urls = urlsAt(noonMs);
    const path = new URL(urls.signMediaUrl('req_abc.mp4')).pathname;
    for (let at = 0; at < path.length; at += 1) {
      for (const character of ['A', 'b', '0', '-', '_', '.', '/', '%']) {
        if (path[at] === character) continue;
        const forged = path.slice(0, at) + character + path.slice(at + 1);
        expect(urls.verifyMediaPath(forged, noonMs), forged).toBe('invalid');
      }
      expect(urls.verifyMediaPath(path.slice(0, at), noonMs)).toBe('invalid');
    }
  });

  test('of another key is refused', () => {
    const other = createMediaUrls({
      publicUrl: 'https://video.example',
      keys: oneKey(Buffer.alloc(32, 8)),
      nowMs: () => noonMs,
    });
    const path = new URL(other.signMediaUrl('req_abc.mp4')).pathname;
    expect(urlsAt(noonMs).verifyMediaPath(path, noonMs)).toBe('invalid');
  });

  test('of a key from before is good as long as that is among the keys', () => {
    const [present, former] = [Buffer.alloc(32, 8), Buffer.alloc(32, 7)];
    let formers = [former];
    const urls = createMediaUrls({
      publicUrl: 'https://video.example',
      keys: () => [present, ...formers],
      nowMs: () => noonMs,
    });
    const path = new URL(urlsAt(noonMs).signMediaUrl('req_abc.mp4')).pathname;
    expect(urls.verifyMediaPath(path, noonMs)).toEqual({ name: 'req_abc.mp4' });
    expect(new URL(urls.signMediaUrl('req_abc.mp4')).pathname).not.toBe(path);
    formers = [];
    expect(urls.verifyMediaPath(path, noonMs)).toBe('invalid');
  });

  test.each(['', '/', '/media', '/media//', '/media/a-b/c.mp4', '/media/../../etc/passwd'])(
    'is not %j',
    (path) => {
      expect(urlsAt(noonMs).verifyMediaPath(path, noonMs)).toBe('invalid');
    },
  );

  test.each(['../secret.mp4', 'a/b.mp4', 'noextension', '.mp4', 'a.b.c.mp4', 'a b.mp4', 'ä.mp4'])(
    'is not made for %j',
    (name) => {
      expect(() => urlsAt(noonMs).signMediaUrl(name)).toThrow(TypeError);
    },
  );
});
