import { openWebhooks } from '../../boot/parts.ts';
import { secretOf, secretToReadWith } from '../../boot/secret.ts';
import { createSecrets } from '../../boot/secrets.ts';
import type { WebhookParts } from '../../webhooks/endpoint.ts';
import { withWake, type CommandContext, type DatabaseUse } from '../command.ts';

/** Runs `work` with what the functions about endpoints and their deliveries take. */
export function withWebhooks<Result>(
  context: CommandContext,
  work: (webhooks: WebhookParts) => Promise<Result>,
  { use = 'write' }: Pick<DatabaseUse, 'use'> = {},
): Promise<Result> {
  const { config } = context;
  return withWake(
    context,
    (parts) => {
      const secret = use === 'read' ? secretToReadWith(config) : secretOf(config);
      return work(openWebhooks({ ...parts, config, secrets: createSecrets(secret) }));
    },
    { use },
  );
}
