import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { discardBody } from '../discard.ts';

/**
 * Pages in which an API is looked through and tried in a browser, by Scalar. Whatever that program would like to ask
 * elsewhere (fonts, a proxy, a chat), it is told not to, and the policy lets it ask nobody but this server.
 */

/** Of Scalar's styles some stand in attributes, and there is no other way to allow these. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Interactive {
  /** Where it stands, below the server's address. */
  path: string;
  title: string;
  /** The OpenAPI document that it shows. */
  document: string;
  /** The page of the same API without any program. */
  plain: string;
}

const programPath = '/docs/scalar.js';
const beginPath = '/docs/interactive.js';
const htmlType = 'text/html; charset=utf-8';
const scriptType = 'text/javascript; charset=utf-8';

export function serveInteractive(app: FastifyInstance, pages: readonly Interactive[]): void {
  for (const page of pages) {
    const html = htmlOf(page);
    serve(app, page.path, (_request, reply) => reply.header('content-type', htmlType).send(html));
  }
  serve(app, beginPath, (_request, reply) =>
    reply.header('content-type', scriptType).send(beginning),
  );
  let program: Promise<Program> | null = null;
  serve(app, programPath, async ({ headers }, reply) => {
    program ??= readProgram();
    const { text, compressed } = await program;
    reply.header('content-type', scriptType).header('vary', 'accept-encoding');
    const takes = /\bbr\b/.test(headers['accept-encoding'] ?? '');
    return takes ? reply.header('content-encoding', 'br').send(compressed) : reply.send(text);
  });
}

function serve(
  app: FastifyInstance,
  url: string,
  answer: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>,
): void {
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: (request, reply) => {
      discardBody(request.raw);
      return answer(request, withPolicy(reply));
    },
  });
}

function withPolicy(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'public, max-age=300')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff');
}

interface Program {
  text: string;
  compressed: Buffer;
}

const compress = promisify(brotliCompress);
/** Of four megabytes: a better one takes seconds. */
const quality = 5;

/** Its package gives it to a server alone, and is large: it is loaded when somebody asks for it. */
async function readProgram(): Promise<Program> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const inner = fastify();
  try {
    await inner.register(scalar, { routePrefix: '/', configuration: { url: '/' } });
    const { statusCode, body: text } = await inner.inject('/js/scalar.js');
    if (statusCode !== 200) throw new Error(`Scalar gave its program as ${String(statusCode)}`);
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
    return { text, compressed: await compress(text, { params }) };
  } finally {
    await inner.close();
  }
}

function htmlOf({ title, document, plain }: Interactive): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<link rel="alternate" href="${plain}">`,
    `<script src="${programPath}" defer></script>`,
    `<script src="${beginPath}" defer></script>`,
    '</head>',
    '<body>',
    `<div id="reference" data-document="${document}"></div>`,
    `<noscript><a href="${plain}">${title}, without JavaScript</a></noscript>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Keys are kept nowhere: whoever leaves the page has to give theirs again. */
const beginning = `const { document: url } = document.querySelector('#reference').dataset;
Scalar.createApiReference('#reference', {
  url,
  proxyUrl: '',
  withDefaultFonts: false,
  telemetry: false,
  persistAuth: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
});
`;
