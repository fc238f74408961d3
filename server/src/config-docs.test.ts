import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configurationPage } from './config-docs.ts';
import { variables } from './config.ts';

test('docs/configuration.md is up to date: `npm run docs` writes it', () => {
  const committed = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  expect(committed).toBe(configurationPage());
});

test('every variable has one row of four cells', () => {
  const rows = configurationPage()
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(Object.keys(variables.shape).length);
  for (const row of rows) expect(row.split(' | ')).toHaveLength(4);
});
