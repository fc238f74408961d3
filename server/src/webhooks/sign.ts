import { createHmac } from 'node:crypto';

/**
 * Signatures of deliveries. The secret of an account is shown as `whsec_` and base64. Standard
 * Webhooks signs with the decoded bytes; a platform's own header is signed with the text as shown.
 */
export interface WebhookSecret {
  /** `whsec_…` */
  text: string;
  bytes: Uint8Array;
}

export function webhookSecret(bytes: Uint8Array): WebhookSecret {
  return { text: `whsec_${Buffer.from(bytes).toString('base64')}`, bytes };
}

/** The purpose under which the key of an account's secret is derived. */
export function webhookKeyPurpose(accountId: string): string {
  return `webhooks of ${accountId}`;
}

/** The three headers of Standard Webhooks 1.0.0: base64 HMAC-SHA256 of `id.timestamp.body`. */
export function standardHeaders(
  secret: WebhookSecret,
  signed: { deliveryId: string; atSeconds: number; rawBody: string },
): Record<string, string> {
  const text = `${signed.deliveryId}.${String(signed.atSeconds)}.${signed.rawBody}`;
  const signature = createHmac('sha256', secret.bytes).update(text).digest('base64');
  return {
    'webhook-id': signed.deliveryId,
    'webhook-timestamp': String(signed.atSeconds),
    'webhook-signature': `v1,${signature}`,
  };
}

export function hmacHex(secret: WebhookSecret, text: string): string {
  return createHmac('sha256', secret.text).update(text).digest('hex');
}
