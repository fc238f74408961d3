import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configurationPage, type Language } from './config-docs.ts';
import { variables } from './config.ts';

const pages: [string, Language][] = [
  ['docs/configuration.md', 'en'],
  ['docs/zh/configuration.md', 'zh'],
];

describe.each(pages)('%s', (file, language) => {
  test('is up to date: `npm run docs` writes it', () => {
    const committed = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    expect(committed).toBe(configurationPage(language));
  });

  test('has one row of four cells for every variable', () => {
    const rows = configurationPage(language)
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(Object.keys(variables.shape).length);
    for (const row of rows) expect(row.split(' | ')).toHaveLength(4);
  });
});
