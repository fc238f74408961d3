/** Writes the pages that are made from the code. Tests hold that the committed ones are up to date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage } from '../server/src/boot/config-docs.ts';
import { dialectIndexPage, dialectPage } from '../server/src/boot/dialect-docs.ts';
import { dialects } from '../server/src/dialects/index.ts';
import { ownPriceBook } from '../server/src/pricing/book.ts';

const page = (name: string) => new URL(name, import.meta.url);

mkdirSync(page('zh'), { recursive: true });
writeFileSync(page('configuration.md'), configurationPage('en'));
writeFileSync(page('zh/configuration.md'), configurationPage('zh'));
mkdirSync(page('dialects'), { recursive: true });
writeFileSync(page('dialects/README.md'), dialectIndexPage(dialects));
for (const dialect of dialects) {
  writeFileSync(page(`dialects/${dialect.name}.md`), dialectPage(dialect, ownPriceBook()));
}
