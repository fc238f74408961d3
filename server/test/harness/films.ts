/**
 * For the environment of a process that makes films. Where the run asks for it they are drawn sparsely: see
 * sparse-films/renderer.ts. `whole` is for what is about the making itself.
 */
export function filmsEnvironment(films?: 'whole'): Record<string, string> {
  if (films === 'whole' || process.env['TEST_FILMS'] !== 'sparse') return {};
  return { NODE_OPTIONS: `--import=${new URL('./sparse-films/server.ts', import.meta.url).href}` };
}
