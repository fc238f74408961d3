/** Which paths are the console's. */

/** The first word of each path that is a page of it; `paths.ts` of the console builds no other. */
const pages: ReadonlySet<string> = new Set([
  '',
  'sign-in',
  'playground',
  'tasks',
  'assets',
  'keys',
  'webhooks',
  'logs',
  'usage',
  'deductions',
  'models',
  'topup',
  'settings',
  'ops',
]);

/** What is never a page: a browser that strays below it is told so in the words of the API. */
const ofServer: ReadonlySet<string> = new Set([
  'api',
  'v1',
  'd',
  'platform',
  'media',
  'callbacks',
  'docs',
  'openapi.json',
  'metrics',
  'mcp',
  'healthz',
  'readyz',
  'llms.txt',
  '.well-known',
  'static',
]);

/** Bookmarks of the consoles that people come from. */
const moved: ReadonlyMap<string, string> = new Map([
  ['/console', '/'],
  ['/panel', '/'],
  ['/dashboard', '/'],
  ['/console/token', '/keys'],
  ['/token', '/keys'],
  ['/console/log', '/tasks'],
  ['/console/task', '/tasks'],
  ['/log', '/tasks'],
  ['/console/topup', '/topup'],
  ['/console/playground', '/playground'],
  ['/console/channel', '/ops/lines'],
  ['/console/user', '/ops/accounts'],
  ['/console/redemption', '/ops/codes'],
  ['/console/setting', '/ops/settings'],
  ['/pricing', '/models'],
  ['/user/api', '/keys'],
  ['/account/api', '/keys'],
]);

const firstWord = (path: string): string => path.split('/', 2)[1] ?? '';

/**
 * Whether a page is wanted: a browser names `text/html`. A client of an API whose base URL lacks its path asks for
 * `/models` or `/tasks` too, names JSON or nothing, and is told where it has strayed to. At `/` alone, where there
 * is nothing to stray to, whatever takes anything gets the page as well.
 */
export function answersPages(method: string, path: string, accept = ''): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (ofServer.has(firstWord(path))) return false;
  if (/\btext\/html\b/i.test(accept)) return true;
  return path === '/' && /\*\/\*/.test(accept) && !/json/i.test(accept);
}

export function isPage(path: string): boolean {
  return pages.has(firstWord(path));
}

/** Where a page stands now; null: where it is asked for. */
export function movedTo(path: string): string | null {
  return moved.get(path.length > 1 ? path.replace(/\/$/, '') : path) ?? null;
}
