/** Parts of the platform that commands use by themselves: the rest of it would take them longer to load than to work. */
import type { Config } from './config.ts';
import { checkUrl } from '../media/targets.ts';
import { createMediaUrls, type MediaUrls } from '../media/urls.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import type { Secrets } from './secrets.ts';
import { endpointSecretPurpose, type WebhookParts } from '../webhooks/endpoint.ts';
import { webhookKeyPurpose, webhookSecret, type WebhookSecrets } from '../webhooks/sign.ts';

export function openMediaUrls(secrets: Secrets, publicUrl: string): MediaUrls {
  return createMediaUrls({ publicUrl, keys: secrets.keys('media links'), nowMs: Date.now });
}

export interface WebhookPartsOptions {
  config: Config;
  database: Database;
  wake: Wake;
  secrets: Secrets;
}

export function openWebhooks(options: WebhookPartsOptions): WebhookParts {
  const { config, database, wake, secrets } = options;
  const policy = { allowPrivateHosts: config.allowPrivateHosts };
  return {
    database,
    wake,
    keys: secrets.keys(endpointSecretPurpose),
    checkUrl: (url) => checkUrl(url, policy),
  };
}

/** Of an account's callbacks: the present one, and those from before a rotation that are valid still. */
export function callbackSecretsOf(secrets: Secrets, accountId: string): WebhookSecrets {
  const [current, ...formers] = secrets.keys(webhookKeyPurpose(accountId))();
  return [webhookSecret(current), ...formers.map(webhookSecret)];
}
