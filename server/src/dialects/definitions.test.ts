import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openApiOf, typesOf } from './definitions.ts';
import { spoken } from './testing/spoken.ts';

const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
const bodies = z.array(z.object({ dialect: z.string(), path: z.string(), body: z.unknown() }));

/** Bodies that clients have sent, as they are kept for other tests. */
async function sentBodies() {
  const kept = new URL('../tasks/testing/fingerprints.json', import.meta.url);
  return bodies.parse(JSON.parse(await readFile(kept, 'utf8')));
}

/** What the compiler says of these files; empty where they are right. */
async function compiled(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'filmgate-types-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    const names = Object.keys(files);
    const options = ['--strict', '--noEmit', '--lib', 'es2022,dom', '--types', '', ...names];
    const run = promisify(execFile)(process.execPath, [tsc, ...options], { cwd: directory });
    const told = await run.catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
    return told.stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('types of every dialect compile, take what clients send and refuse what they may not', async () => {
  const files: Record<string, string> = {};
  for (const dialect of spoken) files[`${dialect.name}.d.ts`] = typesOf(dialect);
  const sent = await sentBodies();
  const uses = sent.flatMap(({ dialect, path, body }, index) => {
    const op = spoken
      .find(({ name }) => name === dialect)
      ?.operations.find((one) => one.does === 'create');
    const text = JSON.stringify(body);
    // Files of forms are no JSON.
    if (op?.path !== path || text.includes('"@file"')) return [];
    const take = `take${String(index)}`;
    return [
      `import type { CreateRequest as Body${String(index)} } from './${dialect}';`,
      `declare function ${take}<T extends Body${String(index)}>(body: T): void;`,
      `${take}(${text});`,
    ];
  });
  expect(uses.length).toBeGreaterThan(60);
  files['sent.ts'] = uses.join('\n');
  files['broken.ts'] = [
    "import type { CreateRequest } from './threehei';",
    '// @ts-expect-error a word of no list',
    "export const one: CreateRequest = { model: 'm', content: [], ratio: '2:1' };",
    '// @ts-expect-error without what is needed',
    'export const other: CreateRequest = { content: [] };',
  ].join('\n');
  expect(await compiled(files)).toBe('');
}, 180_000);

describe.each(spoken)('the OpenAPI document of $name', (dialect) => {
  const document = z
    .object({
      openapi: z.literal('3.1.0'),
      info: z.object({ title: z.string(), contact: z.unknown().optional() }),
      paths: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            operationId: z.string(),
            parameters: z
              .array(z.object({ name: z.string(), in: z.string(), schema: z.object() }))
              .optional(),
            requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
            responses: z.record(z.string(), z.unknown()),
          }),
        ),
      ),
    })
    .parse(JSON.parse(JSON.stringify(openApiOf(dialect, 'help@example.com'))));
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

  test('has every operation that is offered, each under a name of its own', () => {
    const offered = dialect.operations.filter(({ isRefused }) => !isRefused);
    for (const { path, method } of offered) {
      expect(document.paths[path]?.[method.toLowerCase()]).toBeDefined();
    }
    expect(operations).toHaveLength(offered.length + (dialect.files ?? []).length);
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has each parameter of a path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const needed = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(methods)) {
        const told = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
        expect(told).toEqual(needed);
      }
    }
  });

  test('names whom to ask', () => {
    expect(document.info.contact).toEqual({ email: 'help@example.com' });
  });
});
