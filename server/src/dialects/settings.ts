/** What an operator can set of single dialects: light, for what loads no dialect. */
import { z } from 'zod';
import { openAiSettings, openAiVariables, type OpenAiSettings } from './openai/settings.ts';

/** Environment variables, each with what the documentation says of it. */
export const dialectVariables = { ...openAiVariables };

const variables = z.object(dialectVariables);

export interface DialectSettings {
  openai: OpenAiSettings;
}

/** Of the variables as they were found. */
export function dialectSettings(found: z.infer<typeof variables>): DialectSettings {
  return { openai: openAiSettings(found) };
}
