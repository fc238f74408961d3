import { join } from 'node:path';
import type { FirstStart } from '../boot/first-start.ts';
import { makePrivateFile } from '../boot/secret.ts';
import { inOneLine } from '../generation/visible.ts';

/** What the first start of all made, as it is told: its keys in the open, or where they are kept. */
export type ToldFirstStart =
  FirstStart | { account: FirstStart['account']; keysFile: string | null; trouble?: string };

export interface FirstStartPlace {
  dataDir: string;
  /** Whether a person sees the output: what is no terminal may be a log, which is kept and read by others. */
  isTerminal: boolean;
}

const fileName = 'first-start.json';

/** Only hashes of the keys are kept elsewhere, so this is the one chance to learn them. Never throws. */
export function tellable(
  first: FirstStart,
  { dataDir, isTerminal }: FirstStartPlace,
): ToldFirstStart {
  if (isTerminal) return first;
  const { account } = first;
  const text = `${JSON.stringify(first, null, 2)}\n`;
  try {
    const path = join(dataDir, fileName);
    if (makePrivateFile(path, text)) return { account, keysFile: path };
    // That of an installation before this one, which somebody may still need.
    const another = join(dataDir, `first-start-${account.id}.json`);
    if (makePrivateFile(another, text)) return { account, keysFile: another };
    return { account, keysFile: null, trouble: `${another} stands there already.` };
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return { account, keysFile: null, trouble };
  }
}

export function welcome(told: ToldFirstStart, url: string): string {
  const key = 'liveKey' in told ? told.liveKey : 'LIVE_KEY';
  return `
Welcome to Filmgate. ${'liveKey' in told ? shown(told) : kept(told)}
Make a video:

  curl -X POST ${url}/api/open/v1/video/generations \\
    -H 'Authorization: Bearer ${key}' \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "seedance-2.0", "prompt": "A river flowing through an autumn forest, aerial view", "duration": 5, "resolution": "720p"}'

and read it with the requestId that this answers, until it has succeeded:

  curl ${url}/api/open/v1/video/generations/REQUEST_ID \\
    -H 'Authorization: Bearer ${key}'

`;
}

/** Where nobody has ever signed in who runs the installation: the command by which somebody can. */
export function signInAdvice({ email }: { email: string | null }): string {
  const command =
    email === null ? 'add YOUR_E_MAIL --role admin' : `reset-password ${inOneLine(email)}`;
  return `No operator has signed in yet. For a link to set a password by:

  npx filmgate operators ${command}
`;
}

function shown({ account, liveKey, testKey, admin }: FirstStart): string {
  const signIn =
    admin === null
      ? ''
      : `
  Admin      ${admin.email}
  Password   ${admin.password}  (to be changed at the first sign-in)
`;
  return `This is shown once; keep what you need.

  Account    ${account.name}, with ${String(account.credits)} credits
  Live key   ${liveKey}
  Test key   ${testKey}  (free)
${signIn}`;
}

function kept({ account, keysFile, trouble }: Exclude<ToldFirstStart, FirstStart>): string {
  if (keysFile === null) {
    return `There is an account ${account.name}, with ${String(account.credits)} credits.
This output is no terminal, so its keys and the admin’s password are not shown; and they could not be kept: ${trouble ?? ''}
Make others:  npx filmgate keys create --account ${account.name} --mode live
and:          npx filmgate operators reset-password admin@localhost
`;
  }
  return `There is an account ${account.name}, with ${String(account.credits)} credits.
This output is no terminal, so its keys and the admin’s password are not shown. They are in

  ${keysFile}

which only its owner can read: keep what you need, and remove it.
`;
}
