import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { leastProcessorMs } from '../testing/processor-time.ts';
import { fingerprint } from './fingerprint.ts';

function commandOf(url: string) {
  const media = [{ url, kind: null, role: null, field: 'image' }];
  return { ask: { model: 'm', prompt: 'a "river"', media }, metadata: { b: 1, a: [url, 'x'] } };
}

/** As it is kept with keys that were used before. */
function asKept(url: string): string {
  const media = [{ field: 'image', kind: null, role: null, url }];
  const sorted = {
    ask: { media, model: 'm', prompt: 'a "river"' },
    metadata: { a: [url, 'x'], b: 1 },
  };
  return createHash('sha256')
    .update(`hmtm\n${JSON.stringify(sorted)}`)
    .digest('hex');
}

test.each(['short', 'A'.repeat(300_000), 'é"\\\n👩'.repeat(100_000), 'x👩'.repeat(200_001)])(
  'is the hash of the command as JSON with its keys in order, also of long texts: %#',
  (url) => {
    expect(fingerprint('hmtm', commandOf(url))).toBe(asKept(url));
  },
);

test('is the same whatever pixels a shape was named by', () => {
  const { ask, ...rest } = commandOf('short');
  expect(fingerprint('hmtm', { ...rest, ask: { ...ask, size: '1024x1792' } })).toBe(
    asKept('short'),
  );
  const metadata = { ...rest.metadata, size: 1 };
  expect(fingerprint('hmtm', { ask, metadata })).not.toBe(asKept('short'));
});

test('is of the values of metadata, however they were written', () => {
  const command = commandOf('short');
  const written = { ...command, metadataText: '{ "a":["short","x"],"b":1.0 }' };
  expect(fingerprint('hmtm', written)).toBe(fingerprint('hmtm', command));
});

test('of the largest bodies takes little time', () => {
  const command = commandOf('A'.repeat(14_000_000));
  const ms = leastProcessorMs(() => fingerprint('hmtm', command), 150);
  expect(ms).toBeLessThan(150);
});
