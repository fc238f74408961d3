import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dialectIndexPage, dialectPage } from './dialect-docs.ts';
import { dialects } from '../dialects/index.ts';
import { ownPriceBook } from '../pricing/book.ts';

const folder = new URL('../../../docs/dialects/', import.meta.url);
const committed = (name: string) => readFileSync(new URL(name, folder), 'utf8');

const pages = dialects.map((dialect) => [`${dialect.name}.md`, dialect] as const);

test.each(pages)('docs/dialects/%s is up to date: `npm run docs` writes it', (page, dialect) => {
  expect(committed(page)).toBe(dialectPage(dialect, ownPriceBook()));
});

test('docs/dialects lists every dialect, and has no page too many', () => {
  expect(committed('README.md')).toBe(dialectIndexPage(dialects));
  const names = pages.map(([page]) => page);
  expect(readdirSync(folder).sort()).toEqual(['README.md', ...names].sort());
});

test.each(dialects)('$name says what it chose, and prices every model that it sells', (dialect) => {
  expect(dialect.choices.length).toBeGreaterThan(2);
  expect(dialectPage(dialect, ownPriceBook())).not.toContain('| none |');
});
