import { z } from 'zod';
import { cannotSay, sayables } from '../../dialects/samples/cannot-say.ts';
import { dialects } from '../../dialects/index.ts';
import type { Dialect, KeyHeader } from '../../dialects/mechanism.ts';
import { plainAsk, sampleOf, taskIdWord, type Sample } from '../../dialects/samples/samples.ts';
import type { PeopleParts } from '../../people/parts.ts';
import { platformOrigin } from '../../tasks/origin.ts';
import { keyWord, sampleLanguages, sampleTexts } from '../docs/sample-texts.ts';
import { jsonRoute, pageOf, type PlatformRoute } from './route.ts';

/** The APIs that are spoken here, and how each is begun with. */

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;

const dialectSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    baseUrls: z
      .array(z.string())
      .describe('Below which its paths stand; at the last one nothing of another API does.'),
    keyHeaders: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .describe(`Where a key may stand, written as \`${keyWord}\`; the first one wins.`)
      .meta({ examples: [[{ name: 'Authorization', value: `Bearer ${keyWord}` }]] }),
    models: z
      .array(z.object({ name: z.string(), title: z.string(), aliases: z.array(z.string()) }))
      .describe('By the names that its requests write; `GET /models` has limits and prices.'),
    samples: z
      .array(z.object({ language: z.enum(sampleLanguages), text: z.string() }))
      .describe(
        `Makes a video and waits for it. Put a key in the place of \`${keyWord}\`; no other package is needed.`,
      ),
    cannotSay: z
      .array(z.enum(sayables))
      .describe('What its requests have no words for: another API here has them.'),
    statesToldAs: z
      .array(z.object({ state: z.enum(states), as: z.enum(states) }))
      .describe('States that it has no word for, and as which one each is told.'),
    docsUrl: z.string(),
  })
  .describe('An API that is spoken here.')
  .meta({ id: 'Dialect' });

type DialectJson = z.infer<typeof dialectSchema>;

const bearer = { name: 'Authorization', value: `Bearer ${keyWord}` };

function headerJson(header: KeyHeader): DialectJson['keyHeaders'][number] {
  if (header === 'bearer') return bearer;
  const name = header === 'authorization' ? 'Authorization' : header.name;
  return { name, value: keyWord };
}

function samplesJson(sample: Sample, baseUrl: string, { name, value }: typeof bearer) {
  const texts = sampleTexts(sample, { baseUrl, header: [name, value] });
  return sampleLanguages.map((language) => ({ language, text: texts[language] }));
}

function modelsJson({ models }: Dialect['catalogue']): DialectJson['models'] {
  return models.map(({ name, title, aliases }) => ({ name, title, aliases: [...aliases] }));
}

function dialectJson(dialect: Dialect, url: string): DialectJson {
  const { name, title, catalogue, keyHeaders, lost } = dialect;
  const headers = keyHeaders.map(headerJson);
  const told = Object.entries(lost.states) as [keyof typeof lost.states, DialectState][];
  return {
    name,
    title,
    baseUrls: [url, `${url}/d/${name}`],
    keyHeaders: headers,
    models: modelsJson(catalogue),
    samples: samplesJson(sampleOf(dialect), url, headers[0] ?? bearer),
    cannotSay: cannotSay(dialect),
    statesToldAs: told.map(([state, as]) => ({ state, as })),
    docsUrl: `${url}/docs/${name}`,
  };
}

type DialectState = (typeof states)[number];

/** Our own API has words for everything. */
function platformJson(url: string): DialectJson {
  const { media: _none, ...body } = plainAsk(platformOrigin);
  const tasks = '/platform/v1/tasks';
  const sample: Sample = {
    create: { target: tasks, body },
    read: `${tasks}/${taskIdWord}`,
    id: ['id'],
    state: ['state'],
    succeeded: 'succeeded',
    ended: ['failed', 'cancelled', 'expired'],
    video: { keys: ['output', 'videoUrl'] },
  };
  return {
    name: platformOrigin.name,
    title: 'Filmgate',
    baseUrls: [url],
    keyHeaders: [bearer],
    models: modelsJson(platformOrigin.catalogue),
    samples: samplesJson(sample, url, bearer),
    cannotSay: [],
    statesToldAs: [],
    docsUrl: `${url}/docs/platform`,
  };
}

export function dialectRoutes({
  people,
}: {
  people: Pick<PeopleParts, 'publicUrl'>;
}): PlatformRoute[] {
  let made: DialectJson[] | null = null;
  return [
    jsonRoute({
      method: 'GET',
      path: '/dialects',
      summary: 'List the APIs that are spoken here, each with samples of its use',
      needs: null,
      asks: { query: z.strictObject({}) },
      answers: { status: 200, schema: pageOf(dialectSchema) },
      refuses: [],
      act() {
        const url = people.publicUrl.replace(/\/$/, '');
        made ??= [platformJson(url), ...dialects.map((one) => dialectJson(one, url))];
        return Promise.resolve({ data: made, nextCursor: null });
      },
    }),
  ];
}
