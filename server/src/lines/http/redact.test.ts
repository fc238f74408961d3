import { describe, expect, test } from 'vitest';
import { withoutSecret } from './redact.ts';

const secret = 'sk-Up/str+eam.5ecret=="x';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('a secret is cut out of an upstream’s words', () => {
  test.each<[how: string, form: string]>([
    ['as it is', secret],
    ['in upper case', secret.toUpperCase()],
    ['in lower case', secret.toLowerCase()],
    ['in a URL', encodeURIComponent(secret)],
    ['in a URL with small letters', encodeURIComponent(secret).toLowerCase()],
    ['in a URL in part', secret.replaceAll('/', '%2F')],
    ['in a URL within a URL', encodeURIComponent(encodeURIComponent(secret))],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    [
      'in JSON with slashes as PHP writes them',
      secret.replaceAll('"', '\\"').replaceAll('/', '\\/'),
    ],
    ['in JSON within JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['in JSON by code points', secret.replaceAll('-', '\\u002d').replaceAll('+', '\\u002B')],
    ['in hexadecimal digits', Buffer.from(secret).toString('hex')],
    ['in capital hexadecimal digits', Buffer.from(secret).toString('hex').toUpperCase()],
  ])('%s', (_how, form) => {
    expect(withoutSecret(`Wrong key: ${form}, bad.`, secret)).toBe('Wrong key: [secret], bad.');
  });

  test.each<[how: string, form: string]>([
    ['alone', base64(secret)],
    ['without padding', base64(secret).replaceAll('=', '')],
    ['for URLs', Buffer.from(secret).toString('base64url')],
    ['as a header', base64(`Bearer ${secret}`)],
    ['as a user', base64(`${secret}:`)],
    ['as a password', base64(`user:${secret}`)],
    ['in a text', base64(`{"key": "${secret}", "ok": false}`)],
    ['in capitals', base64(secret).toUpperCase()],
  ])('in base64 %s', (_how, form) => {
    const left = withoutSecret(`Wrong key: ${form}, bad.`, secret);
    expect(left).toMatch(/^Wrong key: .*\[secret\].*, bad\.$/);
    // What is left of it decodes to nothing of the secret, wherever one begins.
    for (const part of left.split('[secret]').flatMap((text) => text.split(' '))) {
      for (let skipped = 0; skipped < 4; skipped += 1) {
        const decoded = Buffer.from(part.slice(skipped), 'base64').toString('latin1');
        for (let at = 0; at + 4 <= secret.length; at += 1) {
          expect(decoded).not.toContain(secret.slice(at, at + 4));
        }
      }
    }
  });

  test('wherever and however often it stands', () => {
    const said = `${secret}${base64(secret)}, ${secret}`;
    expect(withoutSecret(said, secret)).toBe('[secret][secret], [secret]');
  });
});

test('what reads like a pattern is a text', () => {
  expect(withoutSecret('a.c a+c abc', 'a.c')).toBe('[secret] a+c abc');
  expect(withoutSecret('$& $1', '$&')).toBe('[secret] $1');
  expect(withoutSecret('back\\slash and back\\\\slash', 'back\\slash')).toBe(
    '[secret] and [secret]',
  );
});

test('without a secret, and without it in the words, they are as they were', () => {
  const said = 'The prompt holds a sensitive word: éü 一只猫 \u0000 %2F \\u002f c2stVXA';
  for (const one of [null, '', secret]) expect(withoutSecret(said, one)).toBe(said);
});

test('a short secret takes no piece out of other words', () => {
  expect(withoutSecret('The task is in the queue, as YWJj and 616263.', 'abc')).toBe(
    'The task is in the queue, as YWJj and 616263.',
  );
});

test('hostile words take no time, whatever the secret is made of', () => {
  const begunMs = performance.now();
  for (const made of ['\\'.repeat(4) + 'x', '"'.repeat(8) + 'x', '%25'.repeat(40), secret]) {
    for (const said of ['\\', '"', '%25', '\\u0022', '\\"']) {
      withoutSecret(said.repeat(30_000), made);
    }
  }
  expect(performance.now() - begunMs).toBeLessThan(5_000);
});
