import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { discardBody } from '../discard.ts';
import type { BuiltFile, ConsoleBuild, Form } from './build.ts';
import { answersPages, isPage, movedTo } from './places.ts';

/**
 * Nothing is run or styled but what came with the build, and nothing is asked of anybody else. Pictures that are not
 * yet sent are blobs; a picture of a file that the browser made itself is `data:`.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const notBuilt =
  'The console is not built here: run "npm run build:console" in the folder of this installation and start it again.\n';

export interface ConsoleSite {
  /** Answers where nothing of the server does and a browser asks for a page. False: nothing was answered. */
  answer(request: FastifyRequest, reply: FastifyReply): boolean;
}

/**
 * Serves the console: files of the build at their paths, and its one page wherever a browser asks for one that
 * the server itself does not have. What is no browser is told there what it was always told.
 */
export function serveConsole(app: FastifyInstance, build: ConsoleBuild | null): ConsoleSite {
  for (const [path, file] of build?.files ?? []) {
    if (path === '/index.html') continue;
    app.route({
      method: ['GET', 'HEAD'],
      url: path,
      handler: (request, reply) => sendFile(file, request, reply),
    });
  }
  const page = build?.files.get('/index.html');
  return {
    answer(request, reply) {
      const { pathname, search } = new URL(request.url, 'http://console');
      if (!answersPages(request.method, pathname, request.headers.accept)) return false;
      discardBody(request.raw);
      reply.header('vary', 'accept');
      const elsewhere = movedTo(pathname);
      if (elsewhere !== null) void reply.redirect(elsewhere + search, 302);
      else if (page) void sendFile(page, request, reply.code(isPage(pathname) ? 200 : 404));
      else void reply.code(503).type('text/plain; charset=utf-8').send(notBuilt);
      return true;
    },
  };
}

const yearSeconds = 31_536_000;

function sendFile(file: BuiltFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  discardBody(request.raw);
  const { contentType, isImmutable } = file;
  const form = formFor(file, request.headers['accept-encoding']);
  reply
    .header('etag', form.etag)
    .header('vary', 'accept-encoding')
    .header(
      'cache-control',
      isImmutable ? `public, max-age=${String(yearSeconds)}, immutable` : 'no-cache',
    )
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'same-origin')
    .header('cross-origin-opener-policy', 'same-origin');
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim());
  if (reply.statusCode === 200 && known?.includes(form.etag)) return reply.code(304).send();
  if (form.encoding !== null) reply.header('content-encoding', form.encoding);
  return reply.header('content-type', contentType).send(form.bytes);
}

/** The first form that the client takes: they are written with the smallest first. */
function formFor({ forms }: BuiltFile, accepted = ''): Form {
  const taken = new Set(
    accepted
      .split(',')
      .filter((one) => !/;\s*q=0(?:\.0*)?\s*$/.test(one))
      .map((one) => one.split(';', 1)[0]?.trim().toLowerCase()),
  );
  const form = forms.find(({ encoding }) => encoding === null || taken.has(encoding));
  if (!form) throw new TypeError('a built file has a plain form');
  return form;
}
