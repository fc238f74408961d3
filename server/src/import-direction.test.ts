import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The rooms of server/src: each may use those above it, and of its own row nobody. */
const rooms: readonly (readonly string[])[] = [
  ['generation'],
  ['dialects', 'pricing'],
  ['postgres'],
  ['work', 'audit'],
  ['accounts', 'ledger', 'media', 'mail'],
  ['assets', 'requests'],
  ['studio', 'tasks'],
  ['making'],
  ['lines'],
  ['former'],
  ['webhooks'],
  ['people', 'money'],
  ['http'],
  ['boot'],
  ['commands'],
  ['main'],
];

/** The studio could stand in a house of its own. */
const narrower: Readonly<Partial<Record<string, readonly string[]>>> = {
  studio: ['generation', 'media'],
  main: ['commands'],
};

function below(room: string): readonly string[] | undefined {
  const row = rooms.findIndex((names) => names.includes(room));
  return row < 0 ? undefined : (narrower[room] ?? rooms.slice(0, row).flat());
}

const pureFolders = ['generation', 'dialects', 'pricing'];
/** What a pure folder may use from outside: nothing of it reaches a disk, a network or a clock. */
const pureParts = ['zod', 'node:assert', 'node:buffer', 'node:url', 'node:util'];

interface Source {
  /** Below server/src, such as `tasks/submit.ts`. */
  path: string;
  text: string;
}

/** A sentence for each import that runs the wrong way. */
function breaches(sources: readonly Source[]): string[] {
  const dialectFiles = namedDialects(sources);
  return sources
    .filter(({ path }) => !isForTests(path))
    .flatMap(({ path, text }) =>
      importsOf(text).flatMap((specifier) => {
        const why = breach(path, specifier, dialectFiles);
        return why === null ? [] : [`${path} imports ${specifier}: ${why}`];
      }),
    );
}

function breach(path: string, specifier: string, dialectFiles: ReadonlySet<string>): string | null {
  const from = folderOf(path);
  const allowed = below(from);
  if (!allowed) return `${from}/ has no place in the order of rooms`;
  if (!specifier.startsWith('.')) {
    if (!pureFolders.includes(from) || pureParts.includes(specifier)) return null;
    return `${from}/ is pure`;
  }
  const target = normalize(join(dirname(path), specifier));
  if (target === '../../package.json') return null;
  // The client knows nothing of the server, and its command is one of those who use it.
  if (target.startsWith('../../client/src/') && from === 'commands') return null;
  if (target.startsWith('..')) return 'it lies outside server/src';
  if (target === 'main.ts') return 'nothing imports main';
  if (isForTests(target)) return 'it is for tests';
  const to = folderOf(target);
  if (to !== from && !allowed.includes(to)) return `${from}/ may not import ${to}/`;
  if (from !== 'dialects' && dialectFiles.has(target))
    return 'only dialects/ knows one by its name';
  return null;
}

/** The files that dialects/index.ts gathers. */
function namedDialects(sources: readonly Source[]): ReadonlySet<string> {
  const index = sources.find(({ path }) => path === 'dialects/index.ts');
  const files = importsOf(index?.text ?? '').map((specifier) => join('dialects', specifier));
  const ofAll = ['dialects/mechanism.ts', 'dialects/settings.ts'];
  return new Set(files.filter((file) => !ofAll.includes(file)));
}

function folderOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  return rest.length > 0 ? first : first.replace(/\.ts$/, '');
}

function isForTests(path: string): boolean {
  return /\.test\.ts$|(^|\/)testing(\/|\.ts$)/.test(path);
}

/** Static, dynamic and re-exporting imports, those of types as well. */
function importsOf(text: string): string[] {
  const forms =
    /(?:^|[\s;}])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?(['"])(.+?)\1|\bimport\(\s*(['"])(.+?)\3/g;
  return [...text.matchAll(forms)].map((found) => found[2] ?? found[4] ?? '');
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path): Source => ({ path, text: readFileSync(join(folder, path), 'utf8') }));

test('imports in server/src run one way', () => {
  expect(breaches(sources)).toEqual([]);
});

test('the root holds main alone, and a room at most 40 files', () => {
  const files = sources.filter(({ path }) => !isForTests(path));
  expect(files.flatMap(({ path }) => (path.includes('/') ? [] : path))).toEqual(['main.ts']);
  const counts = Object.entries(Object.groupBy(files, ({ path }) => dirname(path)));
  const crowded = counts.flatMap(([folder, here = []]) =>
    here.length > 40 ? `${folder}: ${String(here.length)}` : [],
  );
  expect(crowded).toEqual([]);
});

test('no file reaches itself by its imports', () => {
  expect(circles(sources.filter(({ path }) => !isForTests(path)))).toEqual([]);
});

/** Each as the files on the way round. */
function circles(files: readonly Source[]): string[] {
  const targets = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text).flatMap((specifier) =>
        specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : [],
      ),
    ]),
  );
  const done = new Set<string>();
  const way: string[] = [];
  const found: string[] = [];
  const visit = (path: string): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (done.has(path) || way.includes(path)) return;
    way.push(path);
    targets.get(path)?.forEach(visit);
    way.pop();
    done.add(path);
  };
  for (const path of targets.keys()) visit(path);
  return found;
}

test('a circle is found', () => {
  const files = [
    { path: 'tasks/a.ts', text: "import { b } from './b.ts';" },
    { path: 'tasks/b.ts', text: "import type { A } from './a.ts';" },
  ];
  expect(circles(files)).toEqual(['tasks/a.ts > tasks/b.ts > tasks/a.ts']);
});

test('imports are found in the code as it stands', () => {
  const found = sources.flatMap(({ text }) => importsOf(text));
  expect(found).toContain('../generation/request.ts');
  expect(found).toContain('node:fs');
  for (const source of sources.filter(({ path }) => !isForTests(path))) {
    const lines = source.text.match(/^import .*;$|^\} from .*;$/gm) ?? [];
    expect(importsOf(source.text).length, source.path).toBeGreaterThanOrEqual(lines.length);
  }
});

describe('a made-up import', () => {
  const index = {
    path: 'dialects/index.ts',
    text: "import { a } from './ark.ts';\nimport type { Dialect } from './mechanism.ts';\n",
  };
  const found = (path: string, text: string) => breaches([index, { path, text }]);

  test.each([
    ['tasks/submit.ts', "import { hold } from '../ledger/hold.ts';"],
    ['http/open/mount.ts', "import { submit } from '../../tasks/submit.ts';"],
    ['boot/serve.ts', "import { readConfig } from './config.ts';"],
    ['tasks/submit.ts', "import type { Dialect } from '../dialects/mechanism.ts';"],
    ['lines/studio/line.ts', "import { render } from '../../studio/job.ts';"],
    ['ledger/wallet.ts', "import { claim } from '../work/claim.ts';"],
    ['boot/serve.ts', "import { dialects } from '../dialects/index.ts';"],
    ['commands/serve.ts', "import { serve } from '../boot/serve.ts';"],
    ['commands/remote/open.ts', "import { Filmgate } from '../../../../client/src/index.ts';"],
    ['main.ts', "import { addServeCommand } from './commands/serve.ts';"],
    ['pricing/quote.test.ts', "import { readFileSync } from 'node:fs';"],
    ['postgres/testing.ts', "import { submit } from '../tasks/submit.ts';"],
    ['generation/words.ts', "import { z } from 'zod';\n// a word from 'node:fs'"],
  ])('%s may say %j', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });

  test.each([
    ['generation/a.ts', "import { quote } from '../pricing/quote.ts';", 'may not import pricing/'],
    [
      'pricing/a.ts',
      "import type { D } from '../dialects/mechanism.ts';",
      'may not import dialects/',
    ],
    ['pricing/a.ts', "import { readFileSync } from 'node:fs';", 'pricing/ is pure'],
    ['pricing/a.ts', "import { readFileSync } from 'fs';", 'pricing/ is pure'],
    ['dialects/a.ts', "import { Pool } from 'pg';", 'dialects/ is pure'],
    ['generation/a.ts', "const u = await import('undici');", 'generation/ is pure'],
    ['generation/a.ts', "export * from 'fastify';", 'generation/ is pure'],
    ['generation/a.ts', "import 'node:net';", 'generation/ is pure'],
    [
      'dialects/a.ts',
      "import {\n  claim,\n} from '../postgres/claim.ts';",
      'may not import postgres/',
    ],
    ['postgres/a.ts', "import { claim } from '../work/claim.ts';", 'may not import work/'],
    ['work/a.ts', "import { troubled } from '../media/store-trouble.ts';", 'may not import media/'],
    ['ledger/a.ts', "import { submit } from '../tasks/submit.ts';", 'may not import tasks/'],
    ['ledger/a.ts', "import { makeKey } from '../accounts/keys.ts';", 'may not import accounts/'],
    ['tasks/a.ts', "import { send } from '../making/dispatch.ts';", 'may not import making/'],
    ['tasks/a.ts', "import { render } from '../studio/job.ts';", 'may not import studio/'],
    ['assets/a.ts', "import { submit } from '../tasks/submit.ts';", 'may not import tasks/'],
    ['tasks/a.ts', "import { readConfig } from '../boot/config.ts';", 'may not import boot/'],
    ['making/a.ts', "import type { L } from '../lines/book/line.ts';", 'may not import lines/'],
    ['lines/a.ts', "import { ask } from '../former/former.ts';", 'may not import former/'],
    ['lines/a.ts', "import { tell } from '../webhooks/deliver.ts';", 'may not import webhooks/'],
    ['webhooks/a.ts', "import { mount } from '../http/server.ts';", 'may not import http/'],
    ['studio/a.ts', "import { claim } from '../work/claim.ts';", 'may not import work/'],
    ['http/a.ts', "import { serve } from '../boot/serve.ts';", 'may not import boot/'],
    ['tasks/a.ts', "import { ark } from '../dialects/ark.ts';", 'only dialects/ knows one'],
    ['http/open/a.ts', "import { serve } from '../../main.ts';", 'nothing imports main'],
    ['boot/serve.ts', "import { serve } from '../main.ts';", 'nothing imports main'],
    ['boot/serve.ts', "import { fail } from '../commands/command.ts';", 'may not import commands/'],
    ['main.ts', "import { serve } from './boot/serve.ts';", 'may not import boot/'],
    ['tasks/a.ts', "import { server } from '../postgres/testing.ts';", 'it is for tests'],
    ['tasks/a.ts', "import { toy } from '../http/testing/toy.ts';", 'it is for tests'],
    ['tasks/a.ts', "import { page } from '../../../console/page.ts';", 'outside server/src'],
    ['http/a.ts', "import { Filmgate } from '../../../client/src/index.ts';", 'outside server/src'],
    ['helpers/a.ts', "import { z } from 'zod';", 'helpers/ has no place'],
  ])('%s may not say %j', (path, text, why) => {
    expect(found(path, text).join('\n')).toContain(why);
  });
});
