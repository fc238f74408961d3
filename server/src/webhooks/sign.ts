import { createHmac } from 'node:crypto';

/**
 * Signatures of deliveries. A secret, of an account's callbacks or of an endpoint, is shown as `whsec_` and
 * base64. Standard Webhooks signs with the decoded bytes; a platform's own header is signed with the text
 * as shown.
 */
export interface WebhookSecret {
  /** `whsec_…` */
  text: string;
  bytes: Uint8Array;
}

/** Of one account: the present one, and those from before rotations of the installation's, the newest first. */
export type WebhookSecrets = readonly [current: WebhookSecret, ...formers: WebhookSecret[]];

const prefix = 'whsec_';

export function webhookSecret(bytes: Uint8Array): WebhookSecret {
  return { text: prefix + Buffer.from(bytes).toString('base64'), bytes };
}

/** Of the text that `webhookSecret` made. */
export function readSecret(text: string): WebhookSecret {
  return { text, bytes: Buffer.from(text.slice(prefix.length), 'base64') };
}

/** The purpose under which the key of an account's secret is derived. */
export function webhookKeyPurpose(accountId: string): string {
  return `webhooks of ${accountId}`;
}

/**
 * The three headers of Standard Webhooks 1.0.0: base64 HMAC-SHA256 of `id.timestamp.body`, by each of the
 * secrets, which are two after a rotation.
 */
export function standardHeaders(
  secrets: readonly WebhookSecret[],
  signed: { deliveryId: string; atSeconds: number; rawBody: string },
): Record<string, string> {
  const text = `${signed.deliveryId}.${String(signed.atSeconds)}.${signed.rawBody}`;
  const signatures = secrets.map(
    ({ bytes }) => `v1,${createHmac('sha256', bytes).update(text).digest('base64')}`,
  );
  return {
    'webhook-id': signed.deliveryId,
    'webhook-timestamp': String(signed.atSeconds),
    'webhook-signature': signatures.join(' '),
  };
}

export function hmacHex(secret: WebhookSecret, text: string): string {
  return createHmac('sha256', secret.text).update(text).digest('hex');
}

/** Headers as they are kept: enough of a signature to compare it by, and too little to use it again. */
export function withShortSignatures(
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      /signature/iu.test(name)
        ? value.replaceAll(/[\w+/=]{24,}/gu, (one) => `${one.slice(0, 8)}…`)
        : value,
    ]),
  );
}
