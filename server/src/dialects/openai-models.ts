/** The list of models as OpenAI writes it, which several platforms take over. */
import { z } from 'zod';
import type { Loose } from './loosely.ts';
import type { ModelOffer, ModelReport } from './mechanism.ts';

export const openAiModelList = z.object({
  object: z.literal('list'),
  data: z.array(
    z.object({
      id: z.string(),
      object: z.literal('model'),
      created: z.int(),
      owned_by: z.string(),
    }),
  ),
});
export type OpenAiModelList = z.infer<typeof openAiModelList>;

/** `created` is 0: nobody keeps the day on which a model was first sold. */
export function encodeOpenAiModels(offers: readonly ModelOffer[]): OpenAiModelList {
  const data = offers.map(({ id }) => ({
    id,
    object: 'model' as const,
    created: 0,
    owned_by: 'bytedance',
  }));
  return { object: 'list', data };
}

export function decodeOpenAiModels(told: Loose<OpenAiModelList>): ModelReport[] {
  return (told.data ?? []).flatMap(({ id }) => (id ? [{ id }] : []));
}
