import type { WebhookParts } from '../../webhooks/endpoint.ts';
import { viewer } from '../core-door.ts';
import { accountRoutes } from './account.ts';
import { deliveryRoutes } from './deliveries.ts';
import { keyRoutes, type KeyRouteParts } from './keys.ts';
import type { PlatformApi } from './mount.ts';
import { taskRoutes, type TaskRouteParts } from './tasks.ts';
import { webhookRoutes } from './webhooks.ts';

export interface PlatformApiCore extends Omit<TaskRouteParts, 'viewOf'>, KeyRouteParts {
  sign(fileName: string): string;
  webhooks: WebhookParts;
}

/** All that the platform API offers. */
export function createPlatformApi(core: PlatformApiCore): PlatformApi {
  return {
    routes: [
      ...taskRoutes({ ...core, viewOf: viewer(core.sign) }),
      ...webhookRoutes(core.webhooks),
      ...deliveryRoutes(core.webhooks),
      ...keyRoutes(core),
      ...accountRoutes(core),
    ],
    drain() {
      core.streams.end();
    },
  };
}
