import { z } from 'zod';
import packageFile from '../../../../package.json' with { type: 'json' };
import { makeReset } from '../../people/own-password.ts';
import type { PeopleParts } from '../../people/parts.ts';
import { resetMinutes } from '../../people/links.ts';
import { isoTime } from '../../dialects/values.ts';
import { actorOf } from '../actors.ts';
import { jsonRoute, openRoute, type PlatformRoute } from './route.ts';
import { emailWanted } from './people/session.ts';

/** What is to be known before anybody has signed in, and the help of those who run the installation. */
export interface InstanceParts {
  people: PeopleParts;
  /** Whom customers ask; null: nobody is named. */
  supportAddress: string | null;
  /** Null: it was not built. */
  consoleBuild: string | null;
}

const instanceSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    url: z.string().describe('Where it is reached.'),
    signInWays: z.array(z.enum(['password'])),
    passwordResets: z
      .enum(['by_mail', 'by_operator'])
      .describe('How somebody gets a link who has lost their password.'),
    registration: z
      .object({
        codeWanted: z.boolean().describe('Whether a code is asked for.'),
        domains: z
          .array(z.string())
          .nullable()
          .describe('Of mail addresses that may register; null: all.'),
      })
      .nullable()
      .describe('How strangers get an account of their own; null: they do not.'),
    support: z.string().nullable().describe('Whom customers ask.'),
    consoleBuild: z
      .string()
      .nullable()
      .describe('Which console it serves: a page of another build loads itself anew.'),
  })
  .describe('This installation.');

function instanceJson({
  people,
  supportAddress,
  consoleBuild,
}: InstanceParts): z.infer<typeof instanceSchema> {
  const { outbox, registration } = people;
  return {
    name: 'Filmgate',
    version: packageFile.version,
    url: people.publicUrl,
    signInWays: ['password'],
    passwordResets: outbox === null ? 'by_operator' : 'by_mail',
    registration: registration && {
      codeWanted: registration.code !== null,
      domains: registration.domains && [...registration.domains],
    },
    support: supportAddress,
    consoleBuild,
  };
}

export function instanceRoutes(parts: InstanceParts): PlatformRoute[] {
  return [
    openRoute({
      method: 'GET',
      path: '/instance',
      summary: 'Read what installation this is, and how to sign in',
      asks: {},
      answers: { status: 200, schema: instanceSchema },
      refuses: [],
      act: async () => instanceJson(parts),
    }),
    jsonRoute({
      method: 'POST',
      path: '/password-reset',
      summary: 'Make a link for somebody who has lost their password',
      needs: 'persons:write',
      asks: { body: z.strictObject({ email: emailWanted }) },
      answers: {
        status: 201,
        schema: z
          .object({
            link: z
              .string()
              .nullable()
              .describe('Shown this once, to hand on to the person; null: it was mailed to them.'),
            mailed: z.boolean(),
            expiresAt: z.iso.datetime(),
          })
          .describe(`A link that sets a password once, within ${String(resetMinutes)} minutes.`),
      },
      refuses: ['person_not_found'],
      async act(principal, { body: { email } }, visit) {
        const { link, isMailed, expiresAtMs } = await makeReset(parts.people, {
          email,
          by: actorOf(principal, visit),
          mayResetOperators: principal.person?.operatorRole === 'admin',
        });
        const shown = isMailed ? null : link;
        return { link: shown, mailed: isMailed, expiresAt: isoTime(expiresAtMs) };
      },
    }),
  ];
}
