import { z } from 'zod';
import { problemTexts, type Language } from '../generation/problem-texts.ts';
import { problemStatus, type Problem, type ProblemCode } from '../generation/problems.ts';

/** Problem details of RFC 9457, with what programs and people need beside. */

const schema = z
  .object({
    type: z.string().describe('Of the page that describes this code, below this server.'),
    title: z
      .string()
      .describe('The same for each refusal of this code, in the language asked for.'),
    status: z.int().describe('Of HTTP.'),
    detail: z.string().describe('What is wrong with this request, for people.'),
    code: z
      .string()
      .describe('What a program should look at: one of the catalogue, which may grow.'),
    field: z.string().optional().describe('What in the request is meant, where it is one thing.'),
    retryable: z
      .boolean()
      .describe('Whether the same request may get through later, as `X-Should-Retry` says too.'),
    remedy: z.string().describe('What helps, in the language asked for.'),
    instance: z.string().describe('Id of the request, which `X-Request-Id` says too.'),
  })
  .describe('Problem details after RFC 9457.');

export const problemSchema = schema.meta({
  id: 'Problem',
  examples: [
    problemJson(
      {
        code: 'invalid_parameter',
        message: 'webhook_url is not known here; the body may hold: url, types, description.',
        field: 'webhook_url',
      },
      { requestId: 'mi7k2c1x-9f2c4a90d6e1b870-4k', language: 'en', retryable: false },
    ),
  ],
});

export function problemJson(
  { code, message, field }: Problem,
  said: { requestId: string; language: Language; retryable: boolean },
): z.infer<typeof schema> {
  const { title, remedy } = problemTexts[code][said.language];
  return {
    type: `/docs/problems/${code}`,
    title,
    status: problemStatus[code],
    detail: detailOf(code, message, said.language),
    code,
    ...(field !== undefined && { field }),
    retryable: said.retryable,
    remedy,
    instance: said.requestId,
  };
}

/** The words about one request are English: in another language they follow what the code means in general. */
export function detailOf(code: ProblemCode, message: string, language: Language): string {
  return language === 'en' ? message : `${problemTexts[code][language].meaning}（${message}）`;
}
