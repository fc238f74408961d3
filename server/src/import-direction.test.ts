import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What each folder of server/src may import, beside itself. Nothing else, so that imports run one way. */
const below: Readonly<Record<string, readonly string[]>> = (() => {
  const spoken = ['generation', 'dialects', 'pricing'];
  const kept = [...spoken, 'postgres'];
  const worked = [...kept, 'ledger', 'accounts', 'media'];
  const served = [...worked, 'assets', 'tasks', 'lines', 'webhooks', 'root'];
  return {
    generation: [],
    dialects: ['generation'],
    pricing: ['generation'],
    postgres: ['generation'],
    ledger: kept,
    accounts: kept,
    media: kept,
    studio: ['generation', 'media'],
    tasks: worked,
    assets: worked,
    lines: [...worked, 'assets', 'tasks', 'studio'],
    webhooks: [...worked, 'tasks'],
    root: ['generation', 'pricing'],
    http: served,
    whole: [...served, 'http'],
    commands: [...served, 'studio', 'http', 'whole'],
    main: ['commands'],
  };
})();

/** Files of server/src itself that http may use; every other one but main puts the whole together. */
const rootFiles = [
  'config',
  'config-docs',
  'load-price-book',
  'log',
  'nearest',
  'secret',
  'wrapped',
];

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
  const allowed = below[from];
  if (!allowed) return `${from}/ has no place in the order of folders`;
  if (!specifier.startsWith('.')) {
    if (!pureFolders.includes(from) || pureParts.includes(specifier)) return null;
    return `${from}/ is pure`;
  }
  const target = normalize(join(dirname(path), specifier));
  if (target === '../../package.json') return null;
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
  return new Set(files.filter((file) => file !== 'dialects/mechanism.ts'));
}

function folderOf(path: string): string {
  const [first = '', ...rest] = path.split('/');
  if (rest.length > 0) return first;
  if (first === 'main.ts') return 'main';
  return rootFiles.includes(first.replace(/\.ts$/, '')) ? 'root' : 'whole';
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

test('the order of folders has no circle', () => {
  for (const folder of Object.keys(below)) {
    const reached = new Set(below[folder]);
    for (const next of reached) for (const further of below[next] ?? []) reached.add(further);
    expect(reached, folder).not.toContain(folder);
  }
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
    ['http/server.ts', "import { readConfig } from '../config.ts';"],
    ['tasks/submit.ts', "import type { Dialect } from '../dialects/mechanism.ts';"],
    ['lines/studio.ts', "import { render } from '../studio/job.ts';"],
    ['ledger/wallet.ts', "import { claim } from '../postgres/claim.ts';"],
    [
      'serve.ts',
      "import { openPlatform } from './platform.ts';\nimport { dialects } from './dialects/index.ts';",
    ],
    ['commands/serve.ts', "import { serve } from '../serve.ts';"],
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
    ['ledger/a.ts', "import { submit } from '../tasks/submit.ts';", 'may not import tasks/'],
    ['ledger/a.ts', "import { makeKey } from '../accounts/keys.ts';", 'may not import accounts/'],
    ['tasks/a.ts', "import { line } from '../lines/driver.ts';", 'may not import lines/'],
    ['tasks/a.ts', "import { createAsset } from '../assets/create.ts';", 'may not import assets/'],
    ['assets/a.ts', "import { submit } from '../tasks/submit.ts';", 'may not import tasks/'],
    ['tasks/a.ts', "import { readConfig } from '../config.ts';", 'may not import root/'],
    ['lines/a.ts', "import { tell } from '../webhooks/deliver.ts';", 'may not import webhooks/'],
    ['webhooks/a.ts', "import { mount } from '../http/server.ts';", 'may not import http/'],
    ['studio/a.ts', "import { claim } from '../postgres/claim.ts';", 'may not import postgres/'],
    ['http/a.ts', "import { render } from '../studio/job.ts';", 'may not import studio/'],
    ['tasks/a.ts', "import { ark } from '../dialects/ark.ts';", 'only dialects/ knows one'],
    ['http/open/a.ts', "import { serve } from '../../main.ts';", 'nothing imports main'],
    ['serve.ts', "import { serve } from './main.ts';", 'nothing imports main'],
    ['http/a.ts', "import { serve } from '../serve.ts';", 'may not import whole/'],
    ['serve.ts', "import { fail } from './commands/command.ts';", 'may not import commands/'],
    ['main.ts', "import { serve } from './serve.ts';", 'may not import whole/'],
    ['config.ts', "import { claim } from './postgres/claim.ts';", 'may not import postgres/'],
    ['tasks/a.ts', "import { server } from '../postgres/testing.ts';", 'it is for tests'],
    ['tasks/a.ts', "import { toy } from '../http/testing/toy.ts';", 'it is for tests'],
    ['tasks/a.ts', "import { page } from '../../../console/page.ts';", 'outside server/src'],
    ['helpers/a.ts', "import { z } from 'zod';", 'helpers/ has no place'],
  ])('%s may not say %j', (path, text, why) => {
    expect(found(path, text).join('\n')).toContain(why);
  });
});
