/** The dialects that are spoken, to clients and to upstreams. */
import { ark } from './ark.ts';
import { hmtm } from './hmtm.ts';
import { jimmyai } from './jimmyai/dialect.ts';
import type { Dialect } from './mechanism.ts';
import { newapi } from './newapi/dialect.ts';
import { openai, openaiWith } from './openai/dialect.ts';
import type { OpenAiSettings } from './openai/settings.ts';
import { seedance2ink } from './seedance2ink/dialect.ts';
import { threehei } from './threehei/dialect.ts';
import { tokenhub } from './tokenhub/dialect.ts';

export const dialects: readonly Dialect[] = [
  hmtm,
  seedance2ink,
  tokenhub,
  threehei,
  jimmyai,
  ark,
  openai,
  newapi,
];

/** The same as an operator wants them spoken. */
export function dialectsWith(settings: { openai: OpenAiSettings }): readonly Dialect[] {
  return dialects.map((dialect) => (dialect === openai ? openaiWith(settings.openai) : dialect));
}
