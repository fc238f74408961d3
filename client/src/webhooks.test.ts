import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { WebhookError } from './errors.ts';
import { verifyWebhook, type WebhookHeaders } from './webhooks.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const id = 'dlv_1';
const now = new Date('2026-11-21T08:00:00Z');
const text = JSON.stringify({ type: 'test.ping', timestamp: now, data: { 影片: '秋天的河' } });

function signedWith(key: string, at = now): Record<string, string> {
  return {
    'Webhook-Id': id,
    'Webhook-Timestamp': String(Math.floor(at.getTime() / 1000)),
    'Webhook-Signature': new Webhook(key).sign(id, at, text),
  };
}

const headers = signedWith(secret);
const agoBy = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

describe('what is ours is taken', () => {
  test.each<[string, string | Uint8Array | ArrayBuffer, WebhookHeaders]>([
    ['as text', text, headers],
    ['as bytes', new TextEncoder().encode(text), headers],
    ['as a buffer', new TextEncoder().encode(text).buffer, headers],
    ['with headers of fetch', text, new Headers(headers)],
  ])('%s', async (_how, body, given) => {
    const event = await verifyWebhook(body, given, secret, { now });
    expect(event).toEqual(JSON.parse(text));
  });

  test('while a secret is rotated, by either of both', async () => {
    const signatures = [headers, signedWith(other)].map((one) => one['Webhook-Signature']);
    const both = { ...headers, 'Webhook-Signature': `v0,x v1,%% ${signatures.join(' ')}` };
    await expect(verifyWebhook(text, both, secret, { now })).resolves.toBeTruthy();
    await expect(verifyWebhook(text, both, other, { now })).resolves.toBeTruthy();
    await expect(verifyWebhook(text, headers, [other, secret], { now })).resolves.toBeTruthy();
  });

  test.each([300, -300])('when it is %i seconds old', async (seconds) => {
    await expect(
      verifyWebhook(text, signedWith(secret, agoBy(seconds)), secret, { now }),
    ).resolves.toBeTruthy();
  });
});

describe('what is not is refused', () => {
  const withHeader = (name: string, value: string) => ({ ...headers, [name]: value });

  test.each<[string, string, WebhookHeaders, string | string[]]>([
    ['of another secret', text, signedWith(other), secret],
    ['with another body', text.replace('ping', 'pong'), headers, secret],
    ['under another id', text, withHeader('Webhook-Id', 'dlv_2'), secret],
    [
      'with another time',
      text,
      withHeader('Webhook-Timestamp', String(now.getTime() / 1000 + 1)),
      secret,
    ],
    ['without a time', text, withHeader('Webhook-Timestamp', 'NaN'), secret],
    ['of five minutes ago', text, signedWith(secret, agoBy(301)), secret],
    ['of a time to come', text, signedWith(secret, agoBy(-301)), secret],
    [
      'of another version',
      text,
      withHeader('Webhook-Signature', (headers['Webhook-Signature'] ?? '').replace('v1,', 'v2,')),
      secret,
    ],
    ['with an empty signature', text, withHeader('Webhook-Signature', 'v1,'), secret],
    ['without headers', text, {}, secret],
    ['for no secret at all', text, headers, []],
  ])('%s', async (_what, body, given, by) => {
    await expect(verifyWebhook(body, given, by, { now })).rejects.toThrow(WebhookError);
  });

  test('after many signatures that are none', async () => {
    const flood = `${'v1,AAAA '.repeat(16)}${headers['Webhook-Signature'] ?? ''}`;
    const given = withHeader('Webhook-Signature', flood);
    await expect(verifyWebhook(text, given, secret, { now })).rejects.toThrow(WebhookError);
  });
});

test.each(['', 'whsec_', 'whsec_%', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  '%j is no secret',
  async (wrong) => {
    await expect(verifyWebhook(text, headers, wrong, { now })).rejects.toThrow(TypeError);
  },
);
