import type { FastifyInstance } from 'fastify';
import { openApiOf, typesOf } from '../../dialects/definitions.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { discardBody } from '../discard.ts';
import { isOfOperators, platformOpenApi } from '../platform/openapi.ts';
import type { PlatformRoute } from '../platform/route.ts';
import { jsonType } from '../refusals.ts';
import { serveInteractive } from './interactive.ts';
import { apiCatalog, docPages, htmlPage, interactivePath, llmsText, styleSheet } from './pages.ts';

export interface Documented {
  dialects: readonly Dialect[];
  routes: readonly PlatformRoute[];
  /** Whom customers ask. */
  contact: string | null;
}

const markdownType = 'text/markdown; charset=utf-8';
const textType = 'text/plain; charset=utf-8';
/** RFC 9727 names it. */
const catalogType = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"';

/**
 * What is written about the APIs, for tools and for people: OpenAPI documents, types and pages. Open to everybody,
 * and made when they are first asked for.
 */
export function serveDocs(app: FastifyInstance, { dialects, routes, contact }: Documented): void {
  const written = (document: object): string => JSON.stringify(document, null, 2);
  const shown = routes.filter((route) => !isOfOperators(route));
  const platform = () => platformOpenApi(shown, contact);
  serveText(app, '/openapi.json', jsonType, () => written(platform()));
  for (const dialect of dialects) {
    const place = `/docs/${dialect.name}`;
    serveText(app, `${place}/openapi.json`, jsonType, () => written(openApiOf(dialect, contact)));
    serveText(app, `${place}/types.d.ts`, textType, () => typesOf(dialect));
  }
  for (const page of docPages(dialects, platform)) {
    serveText(app, `${page.path}.md`, markdownType, () => page.markdown());
    serveText(app, page.path, 'text/html; charset=utf-8', () => htmlPage(page, page.markdown()));
  }
  serveInteractive(app, [
    {
      path: interactivePath('platform'),
      title: 'Filmgate platform API',
      document: '/openapi.json',
      plain: '/docs/platform',
    },
    ...dialects.map(({ name, title }) => ({
      path: interactivePath(name),
      title,
      document: `/docs/${name}/openapi.json`,
      plain: `/docs/${name}`,
    })),
  ]);
  serveText(app, '/docs/style.css', 'text/css; charset=utf-8', () => styleSheet);
  serveText(app, '/llms.txt', markdownType, () => llmsText(dialects));
  serveText(app, '/.well-known/api-catalog', catalogType, () => written(apiCatalog(dialects)));
}

/** Our pages need their own style and nothing else. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

function serveText(app: FastifyInstance, url: string, type: string, make: () => string): void {
  let text: string | undefined;
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: (request, reply) => {
      discardBody(request.raw);
      text ??= make();
      return reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=300')
        .header('content-security-policy', policy)
        .header('x-content-type-options', 'nosniff')
        .send(text);
    },
  });
}
