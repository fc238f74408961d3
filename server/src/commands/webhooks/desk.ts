import { openWebhooks } from '../../boot/parts.ts';
import { secretOf } from '../../boot/secret.ts';
import type { WebhookParts } from '../../webhooks/endpoint.ts';
import { withWake, type CommandContext } from '../command.ts';

/** Runs `work` with what the functions about endpoints and their deliveries take. */
export function withWebhooks<Result>(
  context: CommandContext,
  work: (webhooks: WebhookParts) => Promise<Result>,
): Promise<Result> {
  const { config } = context;
  return withWake(context, (parts) =>
    work(openWebhooks({ ...parts, config, secret: secretOf(config) })),
  );
}
