import type { PeopleParts } from '../../people/parts.ts';
import type { WebhookParts } from '../../webhooks/endpoint.ts';
import type { BrowserSessions } from '../browser-sessions.ts';
import { viewer } from '../core-door.ts';
import { accountRoutes } from './account.ts';
import { accountEventRoutes } from './account-events.ts';
import { assetRoutes, type AssetRouteParts } from './assets.ts';
import { auditRoutes } from './audit.ts';
import { balanceRoutes } from './balance.ts';
import { deductionRoutes } from './deductions.ts';
import { deliveryRoutes } from './deliveries.ts';
import { dialectRoutes } from './dialects.ts';
import { exportRoutes } from './exports.ts';
import { endUserRoutes } from './end-users.ts';
import { instanceRoutes } from './instance.ts';
import { invitationRoutes } from './people/invitations.ts';
import { memberRoutes } from './people/members.ts';
import { documentRoute } from './document.ts';
import { keyRoutes, type KeyRouteParts } from './keys.ts';
import type { AccountStreams } from './live/account-streams.ts';
import type { PlatformApi } from './mount.ts';
import { noticeRoutes } from './notices.ts';
import { modelRoutes, type ModelParts } from './models.ts';
import type { PlatformRoute } from './route.ts';
import { requestRoutes } from './requests.ts';
import { ownSessionRoutes } from './people/own-sessions.ts';
import { registrationRoutes } from './people/registrations.ts';
import { sessionRoutes } from './people/session.ts';
import { statementRoutes } from './statements/statements.ts';
import { taskMakingRoutes, type TaskMakingParts } from './task-create.ts';
import { taskListRoutes } from './task-lists.ts';
import { taskRoutes, type TaskRouteParts } from './tasks.ts';
import { transactionRoutes } from './transactions.ts';
import { usageRoutes } from './usage.ts';
import { webhookRoutes } from './webhooks.ts';

export interface PlatformApiCore extends Omit<
  TaskRouteParts & TaskMakingParts & ModelParts & KeyRouteParts & AssetRouteParts,
  'viewOf'
> {
  sign(fileName: string): string;
  accountStreams: AccountStreams;
  webhooks: WebhookParts;
  people: PeopleParts;
  supportAddress: string | null;
  consoleBuild: string | null;
  sessions: BrowserSessions;
  earlier: PlatformApi['earlier'];
}

/** All that the platform API offers. */
export function createPlatformApi(core: PlatformApiCore): PlatformApi {
  const parts = { ...core, viewOf: viewer(core.sign) };
  const routes: PlatformRoute[] = [
    ...taskListRoutes(parts),
    ...taskMakingRoutes(parts),
    ...taskRoutes(parts),
    ...accountEventRoutes(core.accountStreams),
    ...assetRoutes(core),
    ...balanceRoutes(parts),
    ...transactionRoutes(parts),
    ...deductionRoutes(parts),
    ...endUserRoutes(parts),
    ...usageRoutes(parts),
    ...statementRoutes(parts),
    ...exportRoutes(parts),
    ...modelRoutes(parts),
    ...dialectRoutes(core),
    ...webhookRoutes(core.webhooks),
    ...deliveryRoutes(core.webhooks),
    ...instanceRoutes(core),
    ...sessionRoutes(core.people),
    ...ownSessionRoutes(core.people),
    ...memberRoutes(core.people),
    ...invitationRoutes(core.people),
    ...auditRoutes(core.people),
    ...noticeRoutes(core.people),
    ...registrationRoutes(core.people),
    ...keyRoutes(core),
    ...accountRoutes(core),
    ...requestRoutes(core),
    documentRoute(() => routes, core.supportAddress),
  ];
  return {
    routes,
    sessions: core.sessions,
    earlier: core.earlier,
    drain() {
      core.streams.end();
      core.waits.end();
      core.accountStreams.end();
    },
  };
}
