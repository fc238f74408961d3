/** OpenAI's clients name OpenAI's models. */

/** Sora 2 and its dated snapshots; a request that names no model means the first. */
const sora = /^sora-2(?:-pro)?(?:-\d{4}-\d{2}-\d{2})?$/u;

/** Those that a list of models has; the snapshots are taken as well. */
export const soraNames = ['sora-2', 'sora-2-pro'] as const;

export function isSora(name: string): boolean {
  return sora.test(name);
}

/** What makes their videos unless an operator chooses another model of this dialect. */
export const soraStandIn = 'seedance-2.0';
