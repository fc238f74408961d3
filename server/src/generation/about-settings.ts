/** What the documentation says of a setting, beside the schema of its environment variable. */
import { z } from 'zod';

/** In each of its languages. */
export interface Words {
  en: string;
  zh: string;
}

export function inBoth(text: string): Words {
  return { en: text, zh: text };
}

export interface About {
  /** One sentence. */
  description: Words;
  /** In words: what holds when the variable is unset. */
  default: Words;
  example: string;
  /** True: its value is never printed. */
  secret?: true;
}
export const about = z.registry<About>();
