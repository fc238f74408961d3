import * as z from 'zod/mini';
import type { Model } from '../../../../client/src/api-types.ts';
import { orElse, textField } from '../../hooks/url-fields.ts';

/** The APIs that sell models, in the order in which they are offered, with their own names. */
export const dialectTitles = {
  platform: 'Filmgate',
  hmtm: 'hmtm',
  seedance2ink: 'seedance2.ink',
  tokenhub: 'TokenHub',
  threehei: '3hei',
  jimmyai: 'JimmyAI',
  ark: 'Ark',
  openai: 'OpenAI',
  newapi: 'New-API',
} as const;
export const dialectNames = [
  'platform',
  'hmtm',
  'seedance2ink',
  'tokenhub',
  'threehei',
  'jimmyai',
  'ark',
  'openai',
  'newapi',
] as const;

export const modelsDefaults = {
  q: '',
  api: 'platform' as (typeof dialectNames)[number],
  resolution: '',
  takes: '' as '' | 'text' | 'frames' | 'reference',
  price: 'mine' as 'mine' | 'list',
  open: '',
};

export type ModelsState = typeof modelsDefaults;

export const modelsSearch = z.object({
  q: textField,
  api: orElse(z.enum(dialectNames), 'platform'),
  resolution: textField,
  /** What a film may be made from. */
  takes: orElse(z.enum(['', 'text', 'frames', 'reference']), ''),
  price: orElse(z.enum(['mine', 'list']), 'mine'),
  /** Name of the model whose limits are shown. */
  open: textField,
});

export const resolutions = ['480p', '720p', '1080p', '2k', '4k'] as const;

type Filter = Pick<ModelsState, 'q' | 'resolution' | 'takes'>;

export function isWanted(model: Model, { q, resolution, takes }: Filter): boolean {
  const { id, title, aliases, limits } = model;
  const word = q.trim().toLowerCase();
  return (
    [id, title, ...aliases].some((name) => name.toLowerCase().includes(word)) &&
    (resolution === '' || limits.resolutions.some((one) => one === resolution)) &&
    (takes === '' || limits.modes.includes(takes))
  );
}

/** In the order in which the families come. */
export function byFamily(models: readonly Model[]): [string, Model[]][] {
  const families = new Map<string, Model[]>();
  for (const model of models) {
    families.set(model.family, [...(families.get(model.family) ?? []), model]);
  }
  return [...families];
}

/** “4–15”, or “5, 10” where there is nothing between. */
export function lengthsText(seconds: readonly number[]): string {
  const first = seconds[0] ?? 0;
  const last = seconds.at(-1) ?? first;
  if (seconds.length === last - first + 1 && seconds.length > 2) {
    return `${String(first)}–${String(last)}`;
  }
  return seconds.join(', ');
}
