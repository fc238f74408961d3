import { z } from 'zod';
import { nameCharactersMost } from '../../../generation/names.ts';
import { confirmRegistration } from '../../../people/confirm.ts';
import { wantReset } from '../../../people/forgotten.ts';
import { resetMinutes } from '../../../people/links.ts';
import type { PeopleParts } from '../../../people/parts.ts';
import { register, registrationHours } from '../../../people/registrations.ts';
import { openRoute, type PlatformRoute } from '../route.ts';
import { begin, emailWanted, passwordWanted, sessionSchema, tokenWanted } from './session.ts';

/** How strangers get an account, and whoever has lost a password another one: by a link that is mailed. */

const nameWanted = z.string().max(nameCharactersMost);
const codeCharactersMost = 200;

const mailed = z
  .object({ message: z.string().meta({ examples: ['If it can be, a link was mailed.'] }) })
  .describe('The same whether somebody signs in with the address or not.');
const answer = { message: 'If it can be, a link was mailed.' };

export function registrationRoutes(parts: PeopleParts): PlatformRoute[] {
  return [
    openRoute({
      method: 'POST',
      path: '/registrations',
      name: 'register',
      summary: `Ask for an account; it is made by the link that is mailed, within ${String(registrationHours)} hours`,
      asks: {
        body: z.strictObject({
          email: emailWanted,
          password: passwordWanted,
          name: nameWanted.optional().describe('As the mail address begins where it is left out.'),
          accountName: nameWanted.optional().describe('Of the account; else that of the person.'),
          code: z
            .string()
            .max(codeCharactersMost)
            .optional()
            .describe('Where `GET /instance` says that one is asked for.'),
        }),
      },
      answers: { status: 202, schema: mailed },
      refuses: ['forbidden', 'rate_limited'],
      async act({ body }, visit) {
        await register(parts, body, visit);
        return answer;
      },
    }),
    openRoute({
      method: 'POST',
      path: '/registrations/confirm',
      name: 'confirmRegistration',
      summary: 'Make the account by the link that was mailed, and sign in',
      asks: { body: z.strictObject({ token: tokenWanted }) },
      answers: { status: 201, schema: sessionSchema },
      refuses: ['link_spent', 'forbidden'],
      act: async ({ body: { token } }, visit) =>
        begin(parts, await confirmRegistration(parts, token, visit), visit),
    }),
    openRoute({
      method: 'POST',
      path: '/password/forgotten',
      name: 'forgotPassword',
      summary: `Have a link mailed that sets a password, within ${String(resetMinutes)} minutes`,
      asks: { body: z.strictObject({ email: emailWanted }) },
      answers: { status: 202, schema: mailed },
      refuses: ['forbidden', 'rate_limited'],
      async act({ body: { email } }, { address, language }) {
        await wantReset(parts, { email, language }, address);
        return answer;
      },
    }),
  ];
}
