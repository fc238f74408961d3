/** The list of models as OpenAI writes it, which several platforms take over. */
import { z } from 'zod';
import type { Loose } from './loosely.ts';
import type { ModelOffer, ModelReport } from './mechanism.ts';

export const openAiModel = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
});
/** @public Wire types are exported, used here or not. */
export type OpenAiModel = z.infer<typeof openAiModel>;

export const openAiModelList = z.object({
  object: z.literal('list'),
  data: z.array(openAiModel),
});
export type OpenAiModelList = z.infer<typeof openAiModelList>;

/** `created` is 0: nobody keeps the day on which a model was first sold. */
export function encodeOpenAiModel({ id }: Pick<ModelOffer, 'id'>): OpenAiModel {
  return { id, object: 'model', created: 0, owned_by: 'bytedance' };
}

export function encodeOpenAiModels(offers: readonly ModelOffer[]): OpenAiModelList {
  return { object: 'list', data: offers.map(encodeOpenAiModel) };
}

export function decodeOpenAiModels(told: Loose<OpenAiModelList>): ModelReport[] {
  return (told.data ?? []).flatMap(({ id }) => (id ? [{ id }] : []));
}
