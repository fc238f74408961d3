import { expect, test } from 'vitest';
import { readLoads, type Loads } from './testing/source.ts';

/**
 * An operator waits for what a command loads before it does anything, and so does each film for what its child
 * loads: what only some of them need is imported where it is needed.
 */
const light: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['commander'],
  ...Object.fromEntries(
    [
      ...[
        'accounts',
        'balance',
        'doctor',
        'keys',
        'ledger',
        'lines',
        'members',
        'migrate',
        'movements',
      ],
      ...['operators', 'prices', 'secret', 'store', 'tasks', 'tiers', 'webhooks'],
    ].map((name) => [
      `commands/${name}.ts`,
      ['commander', 'kysely', 'pg', 'pino', 'uuidv7', 'zod'],
    ]),
  ),
  'commands/doctor/native-child.ts': [],
  'media/probe-child.ts': ['file-type'],
  'media/stills-child.ts': ['@napi-rs/webcodecs/polyfill', 'mediabunny', 'sharp'],
  'studio/renderer.ts': [
    '@napi-rs/canvas',
    '@napi-rs/webcodecs',
    '@napi-rs/webcodecs/polyfill',
    'mediabunny',
    'sharp',
  ],
};

/** Of our own: what hangs together with most of the product, but for single files that use nothing else. */
const heavyRooms =
  /^(?:http|studio)\/|^lines\/http\/(?!redact\.ts$)|^dialects\/(?!(?:ids|values|catalogues|settings|openai\/settings)\.ts$|models\/)/;
const heavyFiles = ['boot/compose.ts', 'media/intake.ts', 'tasks/submit.ts'];

const loads = readLoads();

test.each(Object.entries(light))('%s loads no more packages than %j', (entry, packages) => {
  expect(loads.has(entry)).toBe(true);
  const isOther = (name: string): boolean => isPackage(name) && !packages.includes(name);
  expect(wayTo(entry, isOther)).toBe(null);
});

test.each(Object.keys(light).filter((entry) => entry.startsWith('commands/')))(
  '%s loads neither the server, nor dialects, nor what makes films',
  (entry) => {
    const isHeavy = (file: string): boolean => heavyRooms.test(file) || heavyFiles.includes(file);
    expect(wayTo(entry, isHeavy)).toBe(null);
  },
);

test('a way is found through values alone', () => {
  const made = readLoads([
    {
      path: 'commands/a.ts',
      text: "import { b } from '../b.ts';\nimport type { F } from 'fastify';",
    },
    { path: 'b.ts', text: "export { c } from './c/c.ts';\nconst z = await import('zod');" },
    { path: 'c/c.ts', text: "import 'fastify';\nimport type { D } from '../d.ts';" },
    { path: 'd.ts', text: "import pg from 'pg';" },
  ]);
  const to = (name: string) => wayTo('commands/a.ts', (file) => file === name, made);
  expect(to('fastify')).toBe('commands/a.ts > b.ts > c/c.ts > fastify');
  expect(to('zod')).toBe(null);
  expect(to('pg')).toBe(null);
});

function isPackage(file: string): boolean {
  return !/\.(?:json|[jt]s)$/.test(file) && !file.startsWith('node:');
}

/** The files on a shortest way from one to the first that is looked for; null where there is none. */
function wayTo(
  entry: string,
  isLookedFor: (file: string) => boolean,
  from: Loads = loads,
): string | null {
  const ways = new Map([[entry, entry]]);
  // A map goes on with what is added to it while it is gone through.
  for (const [file, way] of ways) {
    if (file !== entry && isLookedFor(file)) return way;
    for (const next of from.get(file) ?? []) {
      if (!ways.has(next)) ways.set(next, `${way} > ${next}`);
    }
  }
  return null;
}
