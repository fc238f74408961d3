/** What an upstream of this dialect says when it refuses: OpenAI's error object, or that of FastAPI. */
import { z } from 'zod';
import { toldByOpenAi } from '../openai-errors.ts';
import { isBareStatus } from '../refusals.ts';
import type { ToldRefusal } from '../refusals.ts';

/** FastAPI, which SGLang and others are built on: a text, or what is wrong with each field. */
const detailBody = z.strictObject({
  detail: z.union([z.string(), z.array(z.object({ msg: z.string() })).min(1)]),
});

export function toldByEngine(body: unknown): ToldRefusal | null {
  const told = toldByOpenAi(body);
  if (told) return told;
  const detail = detailBody.safeParse(body).data?.detail;
  if (detail === undefined) return null;
  const message = typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; ');
  return { message, isOwn: !isBareStatus(message) };
}
