import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node' as const,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
};

/** Unit tests that start servers, render, or take their time: what `npm run check` leaves to `npm test`. */
const engines = [
  'server/src/postgres/embedded/**/*.test.ts',
  'server/src/studio/**/*.test.ts',
  'server/src/media/{probe,child,stills,testing/inspect}.test.ts',
  'server/src/boot/wrapped.test.ts',
  'server/src/{large-bodies,rows-read}.test.ts',
  'server/src/dialects/{malformed,round-trip}.test.ts',
  'server/src/media/{intake,transfer}.test.ts',
  'server/src/media/store/{store,s3-store,unused-files}.test.ts',
  'server/src/webhooks/{storm,rotation,growth,dead-receiver,guide,deliver}.test.ts',
  'server/src/http/{heavy,pipelined}.test.ts',
  'server/src/http/platform/{stream-limits,task-streams,guide,storm}.test.ts',
  'server/src/postgres/{lists,silence}.test.ts',
  'server/src/ledger/{at-once,check}.test.ts',
  'server/src/{assets,making,lines,former}/**/*.test.ts',
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
          include: ['{server/src,tools}/**/*.test.ts'],
          exclude: engines,
        },
      },
      { test: { ...shared, name: 'engines', include: engines } },
      // What of the console needs no browser: formats, paths, languages.
      { test: { ...shared, name: 'console', include: ['console/src/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'system',
          include: ['{server,console}/test/**/*.test.ts'],
          exclude: ['server/test/proof/**'],
          testTimeout: 300_000,
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
