import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { testsByDatabase } from './tools/tests-by-database.ts';

const shared = {
  environment: 'node' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
};

const root = fileURLToPath(new URL('.', import.meta.url));
const besideModules = testsByDatabase(root, '{server/src,client/src,tools}/**/*.test.ts');

/** Of those without a database: what starts servers or processes, renders, or takes more than two seconds. */
const slow = [
  'server/src/accounts/key-format.test.ts',
  'server/src/boot/{connect,wrapped}.test.ts',
  'server/src/dialects/{malformed,round-trip,unset}.test.ts',
  'server/src/http/{drain,hang-ups,heavy,pipelined,refusals,sockets}.test.ts',
  'server/src/http/open/mount.test.ts',
  'server/src/large-bodies.test.ts',
  'server/src/media/{child,fetch,intake,probe,resolve,stills,transfer}.test.ts',
  'server/src/media/store/{s3-store,store}.test.ts',
  'server/src/media/testing/inspect.test.ts',
  'server/src/patterns.test.ts',
  'server/src/postgres/embedded/**/*.test.ts',
  'server/src/studio/**/*.test.ts',
  'server/src/webhooks/guide.test.ts',
];

/** What is measured in them holds on cores that nobody else wants: they come after all others, one by one. */
const alone = ['server/test/proof/siege.test.ts', 'server/test/proof/outages.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Of the whole run: in a project it would be done for each.
    globalSetup: ['./vitest.setup.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Many files that import much the same: a process that has it goes on with the next.
          isolate: false,
          include: besideModules.without,
          exclude: slow,
        },
      },
      {
        test: {
          ...shared,
          name: 'engines',
          isolate: false,
          include: [...besideModules.with, ...slow],
        },
      },
      // What of the console needs no browser: formats, paths, languages.
      { test: { ...shared, name: 'console', include: ['console/src/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'system',
          include: ['{server,console}/test/**/*.test.ts'],
          exclude: ['server/test/proof/**'],
          testTimeout: 300_000,
          env: { TEST_FILMS: 'sparse' },
        },
      },
      {
        test: {
          ...shared,
          name: 'proof',
          include: ['server/test/proof/**/*.test.ts'],
          exclude: alone,
          testTimeout: 3_600_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'alone',
          include: alone,
          testTimeout: 3_600_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
