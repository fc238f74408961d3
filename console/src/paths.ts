/** The only place that builds an address of the console; a test shows them all. */

/** What stands behind the question mark: lists with commas, and nothing for what is left out. */
export type Search = Readonly<
  Record<string, string | number | readonly string[] | null | undefined>
>;

export function searchText(search: Search): string {
  const all = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    if (text !== '') all.set(name, text);
  }
  // A comma separates and needs no escape.
  const written = all.toString().replaceAll('%2C', ',');
  return written === '' ? '' : `?${written}`;
}

const page =
  (path: string) =>
  (search: Search = {}): string =>
    path + searchText(search);

export const paths = {
  signIn: page('/sign-in'),
  overview: page('/'),
  playground: page('/playground'),
  tasks: page('/tasks'),
  task: (id: string, search: Search = {}) =>
    `/tasks/${encodeURIComponent(id)}${searchText(search)}`,
  assets: page('/assets'),
  keys: page('/keys'),
  webhooks: page('/webhooks'),
  logs: page('/logs'),
  usage: page('/usage'),
  deductions: page('/deductions'),
  models: page('/models'),
  settings: (
    part: 'profile' | 'security' | 'members' | 'sessions' | 'audit' | 'limits',
    search: Search = {},
  ) => `/settings/${part}${searchText(search)}`,
  /** Of the server itself. */
  docs: () => '/docs',
};
