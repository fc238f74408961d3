/** Parts of the platform that commands use by themselves: the rest of it would take them longer to load than to work. */
import type { Config } from './config.ts';
import { checkUrl } from '../media/targets.ts';
import { createMediaUrls, type MediaUrls } from '../media/urls.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { deriveKey } from './secret.ts';
import { endpointSecretPurpose, type WebhookParts } from '../webhooks/endpoint.ts';
import { webhookKeyPurpose, webhookSecret, type WebhookSecret } from '../webhooks/sign.ts';

export function openMediaUrls(secret: string, publicUrl: string): MediaUrls {
  return createMediaUrls({ publicUrl, key: deriveKey(secret, 'media links'), nowMs: Date.now });
}

export interface WebhookPartsOptions {
  config: Config;
  database: Database;
  wake: Wake;
  secret: string;
}

export function openWebhooks(options: WebhookPartsOptions): WebhookParts {
  const { config, database, wake, secret } = options;
  const policy = { allowPrivateHosts: config.allowPrivateHosts };
  return {
    database,
    wake,
    key: deriveKey(secret, endpointSecretPurpose),
    checkUrl: (url) => checkUrl(url, policy),
  };
}

/** Of an account's callbacks. */
export function callbackSecretOf(secret: string, accountId: string): WebhookSecret {
  return webhookSecret(deriveKey(secret, webhookKeyPurpose(accountId)));
}
