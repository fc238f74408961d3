import { z } from 'zod';
import { idCharactersMost, modelName } from '../../dialects/bounds.ts';
import { creditsOf } from '../../generation/money.ts';
import { failureCodes } from '../../generation/problems.ts';
import { resolutions } from '../../generation/request.ts';
import { finalStates } from '../../generation/states.ts';
import type { TaskView } from '../../generation/view.ts';
import type { Database } from '../../postgres/database.ts';
import { countFound, findTasks, type TaskFilter } from '../../tasks/records/find-tasks.ts';
import { taskTable } from '../../tasks/records/tables/task-table.ts';
import type { TaskRow } from '../../tasks/rows.ts';
import { taskJson, taskJsonSchema } from '../../tasks/task-json.ts';
import { csvFile, csvType, csvWords } from './csv-file.ts';
import { metadataFilter, pageUsual, pageWords, rangeWords } from './filters.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

export interface TaskListParts {
  database: Pick<Database, 'lists'>;
  viewOf(row: TaskRow): TaskView;
}

const states = ['queued', 'running', ...finalStates] as const;
const state = z.enum(states);

const filters = {
  state: z
    .union([state, z.array(state).max(states.length)])
    .optional()
    .describe('One, or several by repeating it.'),
  model: modelName.optional(),
  mode: z.enum(['live', 'test']).optional().describe('Of the key that the task was made with.'),
  keyId: z.string().max(idCharactersMost).optional(),
  dialect: z.string().max(idCharactersMost).optional(),
  endUser: z.string().max(idCharactersMost).optional(),
  resolution: z.enum(resolutions).optional(),
  failureCode: z.enum(failureCodes).optional().describe('Why there is no film.'),
  ...rangeWords,
};
const countsSchema = z
  .object({
    isExact: z
      .boolean()
      .describe('False: there are more than could be counted, and each number is at least this.'),
    total: z.int().min(0),
    states: z.object(Object.fromEntries(states.map((each) => [each, z.int().min(0)]))),
    heldCredits: z.number().min(0),
    chargedCredits: z.number().min(0),
    refundedCredits: z.number().min(0),
  })
  .describe('How many tasks there are of each state, and what they cost.');

const query = z.object(filters).catchall(z.unknown());

/** `words` are those that a refusal names. */
function filterOf(
  accountId: string,
  asked: z.output<typeof query>,
  words: readonly string[],
): TaskFilter {
  const { state: wanted, model, mode, keyId, dialect, endUser, ...more } = asked;
  const { resolution, failureCode, from, to, ...rest } = more;
  return {
    accountId,
    states: wanted === undefined ? undefined : [wanted].flat(),
    model,
    mode,
    keyId,
    dialect,
    endUser,
    resolution,
    failureCode,
    metadata: metadataFilter(rest, words),
    fromMs: from,
    toMs: to,
  };
}

const filterWords = Object.keys(filters);
const listWords = [...filterWords, ...Object.keys(pageWords), ...Object.keys(csvWords)];

function withoutCsv<Asked extends object>({
  format: _form,
  timeZone: _zone,
  ...asked
}: Asked & { format?: unknown; timeZone?: unknown }) {
  return asked;
}

export function taskListRoutes({ database, viewOf }: TaskListParts): PlatformRoute[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/tasks',
      summary: 'List tasks, the newest first',
      needs: 'tasks:read',
      // Beside these, `metadata.<name>`.
      asks: { query: query.extend({ ...pageWords, ...csvWords }) },
      answers: { status: 200, schema: pageOf(taskJsonSchema) },
      refuses: ['overloaded'],
      async act({ accountId }, { query: asked }) {
        const { limit = pageUsual, cursor = null, ...rest } = asked;
        const { rows, next } = await findTasks(database, {
          ...filterOf(accountId, withoutCsv(rest), listWords),
          limit,
          after: cursor,
        });
        return { data: rows.map((row) => taskJson(viewOf(row))), nextCursor: next };
      },
      files: {
        types: [csvType],
        make: async ({ accountId }, { query: { limit: _page, cursor: _from, ...asked } }) =>
          csvFile('tasks', asked, (timeZone) =>
            taskTable(database, filterOf(accountId, withoutCsv(asked), listWords), timeZone),
          ),
      },
    }),
    jsonRoute({
      method: 'GET',
      path: '/tasks/counts',
      summary: 'Count tasks by state, with what they cost',
      needs: 'tasks:read',
      asks: { query },
      answers: { status: 200, schema: countsSchema },
      refuses: ['overloaded'],
      async act({ accountId }, { query: asked }) {
        const filter = filterOf(accountId, asked, filterWords);
        const counts = await countFound(database, filter);
        return {
          isExact: counts.isExact,
          total: Object.values(counts.states).reduce((sum, count) => sum + count, 0),
          states: counts.states,
          heldCredits: creditsOf(counts.heldMicros),
          chargedCredits: creditsOf(counts.chargedMicros),
          refundedCredits: creditsOf(counts.refundedMicros),
        };
      },
    }),
  ];
}
