/** The pages below `/docs`, each as Markdown and as HTML that asks for nothing elsewhere. Pure. */
import { openApiOf } from '../../dialects/definitions.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import type { OpenApiDocument } from '../../dialects/open-api.ts';
import { escaped, htmlOf } from './markdown.ts';
import { problemCodes, problemPage, problemsPage } from './problem-pages.ts';
import { referenceOf } from './reference.ts';

/** In examples. */
const server = 'https://YOUR_SERVER';

/** Where an API, a dialect or `platform`, can be tried. */
export function interactivePath(name: string): string {
  return `/docs/${name}/interactive`;
}

export interface Page {
  /** Below the server's address. */
  path: string;
  /** Made when it is first asked for. */
  markdown(): string;
}

export function docPages(dialects: readonly Dialect[], platform: () => OpenApiDocument): Page[] {
  return [
    { path: '/docs', markdown: () => indexPage(dialects) },
    {
      path: '/docs/platform',
      markdown: () => referenceOf(platform(), `${server}/platform/v1`),
    },
    ...dialects.map((dialect) => ({
      path: `/docs/${dialect.name}`,
      markdown: () => referenceOf(openApiOf(dialect, null), server),
    })),
    { path: '/docs/problems', markdown: () => linksHere(problemsPage('en')) },
    { path: '/docs/problems/zh', markdown: () => linksHere(problemsPage('zh')) },
    ...problemCodes.map((code) => ({
      path: `/docs/problems/${code}`,
      markdown: () => problemPage(code),
    })),
  ];
}

/** In the repository they stand as files. */
function linksHere(markdown: string): string {
  return markdown
    .replace('(zh/problems.md)', '(/docs/problems/zh)')
    .replace('(../problems.md)', '(/docs/problems)');
}

function indexPage(dialects: readonly Dialect[]): string {
  return `${[
    '# Filmgate',
    'An API for video generation that is called in the words of several platforms, and in its own.',
    '## Our own API',
    `- [Reference of the platform API](/docs/platform), one to [try it](${interactivePath('platform')}), and its [OpenAPI document](/openapi.json)\n- [Problems](/docs/problems) ([中文](/docs/problems/zh)): what a refusal means and what helps`,
    '## Dialects',
    dialects
      .map(
        ({ name, title }) =>
          `- [${title}](/docs/${name}), one to [try it](${interactivePath(name)}), its [OpenAPI document](/docs/${name}/openapi.json) and [types](/docs/${name}/types.d.ts)`,
      )
      .join('\n'),
    '## For programs',
    '- [llms.txt](/llms.txt), and each page as Markdown: `.md` behind its address\n- [The catalogue of APIs](/.well-known/api-catalog)',
  ].join('\n\n')}\n`;
}

/** For language models that read about us: https://llmstxt.org. */
export function llmsText(dialects: readonly Dialect[]): string {
  return `${[
    '# Filmgate',
    '> A self-hosted platform for Seedance video generation. Clients of several platforms work with it when base URL and key are changed; tasks, webhooks and records are managed in one API of its own.',
    'A create answers with an id at once; the task is then read every few seconds, or followed by server-sent events, until it is `succeeded`, `failed`, `cancelled` or `expired`. Keys go into `Authorization: Bearer`. Repeat a create only under the same `Idempotency-Key`.',
    '## API',
    '- [Platform API](/docs/platform.md): every operation with its fields, an example and its refusals\n- [OpenAPI document](/openapi.json): the same for tools\n- [Problems](/docs/problems.md): every code of a refusal, whether to retry, and what helps',
    '## Dialects',
    dialects
      .map(
        ({ name, title }) =>
          `- [${title}](/docs/${name}.md): served at its documented paths and below /d/${name}`,
      )
      .join('\n'),
  ].join('\n\n')}\n`;
}

/** RFC 9727: where a program finds our APIs. */
export function apiCatalog(dialects: readonly Dialect[]): object {
  const described = (document: string, page: string) => ({
    'service-desc': [{ href: document, type: 'application/vnd.oai.openapi+json' }],
    'service-doc': [{ href: page, type: 'text/html' }],
  });
  return {
    linkset: [
      {
        anchor: '/platform/v1',
        ...described('/openapi.json', '/docs/platform'),
        status: [{ href: '/healthz', type: 'application/json' }],
      },
      ...dialects.map(({ name }) => ({
        anchor: `/d/${name}`,
        ...described(`/docs/${name}/openapi.json`, `/docs/${name}`),
      })),
    ],
  };
}

export function htmlPage({ path }: Page, markdown: string): string {
  const title = /^# (.*)$/mu.exec(markdown)?.[1] ?? 'Filmgate';
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    '<link rel="stylesheet" href="/docs/style.css">',
    `<link rel="alternate" type="text/markdown" href="${path}.md">`,
    '</head>',
    '<body>',
    '<nav><a href="/docs">Filmgate</a> <a href="/docs/platform">Platform API</a> <a href="/docs/problems">Problems</a></nav>',
    '<main>',
    htmlOf(markdown),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

export const styleSheet = `:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 16px/1.55 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; margin: 0; }
nav { border-bottom: 1px solid var(--line); padding: 0.75rem 1.25rem; }
nav a { margin-right: 1rem; }
main { margin: 0 auto; max-width: 56rem; padding: 1rem 1.25rem 4rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 2rem 0 0.75rem; }
h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; }
h1 > a, h2 > a, h3 > a, h4 > a { color: inherit; text-decoration: none; }
a { color: light-dark(#0b57d0, #8ab4f8); }
code { background: var(--soft); border-radius: 4px; font: 0.875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; padding: 0.1em 0.3em; }
pre { background: var(--soft); border-radius: 6px; overflow-x: auto; padding: 0.75rem 1rem; }
pre code { background: none; overflow-wrap: normal; padding: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 0.4rem 0.75rem 0.4rem 0; text-align: left; vertical-align: top; }
`;
