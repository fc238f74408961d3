/** What an operator can set of this dialect. */
import { z } from 'zod';
import { about, inBoth } from '../../generation/about-settings.ts';
import { findModel } from '../../generation/catalogue.ts';
import { openAiCatalogue, soraStandIn } from '../models/openai.ts';

export interface OpenAiSettings {
  /** The name of the model that makes the videos of OpenAI's own names. */
  model: string;
  /** Its own status for an empty purse is that of too many requests; gateways look for 402. */
  noCreditsStatus: 402 | 429;
}

export const openAiVariables = {
  FILMGATE_OPENAI_MODEL: z
    .string()
    .refine((name) => findModel(name, openAiCatalogue) !== undefined, {
      error: 'names no model of docs/dialects/openai.md',
    })
    .default(soraStandIn)
    .register(about, {
      description: {
        en: 'The model that makes the videos of OpenAI clients who ask for `sora-2`, or name no model.',
        zh: 'OpenAI 客户端请求 `sora-2` 或没有写模型时，用哪个模型生成。',
      },
      default: inBoth(`\`${soraStandIn}\``),
      example: 'seedance-2.5',
    }),
  FILMGATE_OPENAI_NO_CREDITS_STATUS: z
    .enum(['429', '402'], { error: 'is neither `429` nor `402`' })
    .default('429')
    .register(about, {
      description: {
        en: 'The HTTP status by which OpenAI clients learn that the account has no credits: `429`, as OpenAI itself says it, or `402`, which gateways look for. Either says that a retry does not help.',
        zh: 'OpenAI 客户端据以得知账户没有积分的 HTTP 状态码：`429`，与 OpenAI 一致；或 `402`，网关会看它。两者都说明重试无用。',
      },
      default: inBoth('`429`'),
      example: '402',
    }),
};

const variables = z.object(openAiVariables);

export function openAiSettings(found: z.infer<typeof variables>): OpenAiSettings {
  return {
    model: found.FILMGATE_OPENAI_MODEL,
    noCreditsStatus: found.FILMGATE_OPENAI_NO_CREDITS_STATUS === '402' ? 402 : 429,
  };
}
