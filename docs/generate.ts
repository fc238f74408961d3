/** Writes the pages that are made from the code. Tests hold that the committed ones are up to date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { configurationPage } from '../server/src/boot/config-docs.ts';
import { dialectIndexPage, dialectPage } from '../server/src/boot/dialect-docs.ts';
import { dialects } from '../server/src/dialects/index.ts';
import type { OpenApiDocument } from '../server/src/dialects/open-api.ts';
import { incompatibilities } from '../server/src/http/docs/compare.ts';
import { problemsPage } from '../server/src/http/docs/problem-pages.ts';
import { platformOpenApi } from '../server/src/http/platform/openapi.ts';
import { routes } from '../server/src/http/platform/testing/routes.ts';
import { ownPriceBook } from '../server/src/pricing/book.ts';
import { clientFiles } from '../tools/api-types.ts';

const page = (name: string) => new URL(name, import.meta.url);

mkdirSync(page('zh'), { recursive: true });
writeFileSync(page('configuration.md'), configurationPage('en'));
writeFileSync(page('zh/configuration.md'), configurationPage('zh'));
writeFileSync(page('problems.md'), problemsPage('en'));
writeFileSync(page('zh/problems.md'), problemsPage('zh'));
mkdirSync(page('dialects'), { recursive: true });
writeFileSync(page('dialects/README.md'), dialectIndexPage(dialects));
for (const dialect of dialects) {
  writeFileSync(page(`dialects/${dialect.name}.md`), dialectPage(dialect, ownPriceBook()));
}

const document = platformOpenApi(routes, null);
if (existsSync(page('openapi.json'))) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it was written here
  const before = JSON.parse(readFileSync(page('openapi.json'), 'utf8')) as OpenApiDocument;
  for (const what of incompatibilities(before, document)) {
    process.stderr.write(`Incompatible: ${what}\n`);
  }
}
writeFileSync(page('openapi.json'), `${JSON.stringify(document, null, 1)}\n`);
for (const [file, text] of await clientFiles(document)) writeFileSync(file, text);
