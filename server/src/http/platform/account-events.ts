import { z } from 'zod';
import type { Scope } from '../../accounts/scopes.ts';
import { refuse } from '../../generation/problems.ts';
import { taskJsonSchema } from '../../tasks/task-json.ts';
import { requireScope } from '../call.ts';
import { balanceSchema } from './balance.ts';
import { streamTopics, type AccountStreams, type StreamTopic } from './live/account-streams.ts';
import { streamRoute, type PlatformRoute } from './route.ts';

const needed: Readonly<Record<StreamTopic, Scope>> = {
  tasks: 'tasks:read',
  balance: 'records:read',
};

const topicsCharactersMost = 200;
const resyncSchema = z
  .object({ topics: z.array(z.enum(streamTopics)).describe('What this stream tells of.') })
  .describe('Read your lists anew: something may have happened that was not told.');

export function accountEventRoutes(accountStreams: AccountStreams): PlatformRoute[] {
  return [
    streamRoute({
      method: 'GET',
      path: '/events',
      summary: 'Follow all that happens to the account by server-sent events',
      name: 'followAccount',
      // Each topic needs a scope of its own.
      needs: null,
      asks: {
        query: z.strictObject({
          topics: z
            .string()
            .max(topicsCharactersMost)
            .optional()
            .describe(
              `With commas between, of ${streamTopics.join(', ')}; others are passed over. \`tasks\` where nothing is said.`,
            ),
          mode: z
            .enum(['live', 'test'])
            .optional()
            .describe(
              'Of tasks: of the keys that they were made with; both where nothing is said.',
            ),
        }),
      },
      streams: { resync: resyncSchema, task: taskJsonSchema, balance: balanceSchema },
      refuses: ['rate_limited'],
      async open(principal, { query: { topics: asked, mode = null } }, { begin, isAllowed }) {
        const topics = topicsOf(asked);
        const needs = topics.map((topic) => needed[topic]);
        for (const scope of needs) requireScope(principal, scope);
        await accountStreams.open(
          { accountId: principal.accountId, topics, mode },
          { begin, isAllowed: () => isAllowed(needs) },
        );
        return true;
      },
    }),
  ];
}

/** Throws invalid_parameter where nobody knows any of them. */
function topicsOf(asked = 'tasks'): StreamTopic[] {
  const words = new Set(asked.split(',').map((word) => word.trim()));
  const topics = streamTopics.filter((topic) => words.has(topic));
  if (topics.length > 0) return topics;
  throw refuse('invalid_parameter', `topics must name one of ${streamTopics.join(', ')}.`, {
    field: 'topics',
  });
}
