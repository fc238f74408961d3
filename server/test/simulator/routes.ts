/** Which call a request is. */
import { fileNames, type FileName } from './files.ts';
import type { Order } from './order.ts';

export type Route =
  | { kind: 'create' }
  | { kind: 'list'; query: URLSearchParams }
  | { kind: 'get' | 'delete'; id: string }
  | { kind: 'download'; id: string; name: FileName; query: URLSearchParams };

/** A route with what the body of a create says. */
export type Call = Exclude<Route, { kind: 'create' }> | { kind: 'create'; order: Order };

const root = '/api/v3/contents/generations/tasks';

/** Null: there is nothing. A POST below the root is a create, as it is there. */
export function routeOf(method: string, url: string): Route | null {
  const { pathname, searchParams: query } = new URL(url, 'http://simulator');
  const file = /^\/files\/([^/]+)\/([^/]+)$/u.exec(pathname);
  if (file && (method === 'GET' || method === 'HEAD')) {
    const name = fileNames.find((one) => one === file[2]);
    return name ? { kind: 'download', id: file[1] ?? '', name, query } : null;
  }
  if (pathname !== root && !pathname.startsWith(`${root}/`)) return null;
  const id = decodeURIComponent(pathname.slice(root.length + 1));
  if (method === 'POST') return { kind: 'create' };
  if (method === 'GET') return id === '' ? { kind: 'list', query } : { kind: 'get', id };
  return method === 'DELETE' && id !== '' ? { kind: 'delete', id } : null;
}
