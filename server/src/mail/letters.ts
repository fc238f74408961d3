/** What is told by mail, as it is kept until it is sent. */
import { z } from 'zod';
import { languages } from '../generation/problem-texts.ts';

const text = z.string();
const common = {
  to: text,
  language: z.enum(languages),
};
const ofAccount = { ...common, accountName: text, url: text };

export const letterSchema = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('invitation'),
    accountName: text,
    /** Who invites; null: whoever runs the installation. */
    by: text.nullable(),
    role: text,
    link: text,
    days: z.int(),
  }),
  z.object({ ...common, kind: z.literal('reset'), link: text, minutes: z.int() }),
  /** Of somebody who says that they have lost their password: nobody has looked yet whether they are known. */
  z.object({ ...common, kind: z.literal('reset_wanted') }),
  z.object({ ...common, kind: z.literal('registration'), link: text, hours: z.int() }),
  z.object({ ...common, kind: z.literal('registered_before'), url: text }),
  z.object({ ...ofAccount, kind: z.literal('low_balance'), left: text, below: text }),
  z.object({ ...ofAccount, kind: z.literal('endpoint_disabled'), endpoint: text, why: text }),
  z.object({ ...ofAccount, kind: z.literal('price_change'), version: text }),
  z.object({ ...ofAccount, kind: z.literal('retention'), days: z.int() }),
  z.object({ ...common, kind: z.literal('sign_in'), address: text, browser: text, at: text }),
]);

export type Letter = z.infer<typeof letterSchema>;
export type LetterOf<Kind extends Letter['kind']> = Extract<Letter, { kind: Kind }>;
/** What is sent as it stands. */
export type FinishedLetter = Exclude<Letter, { kind: 'reset_wanted' }>;

/** For how long it is of use, in minutes: what could not be sent by then is not sent any more. */
export function usefulMinutes({ kind }: Letter): number {
  return kind === 'reset' || kind === 'reset_wanted' ? 30 : 1_440;
}
