import childProcess, { type ChildProcess, type ForkOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/** Imported before a Filmgate begins: the studio's children draw few frames of their films. */

const renderer = /\/studio\/renderer\.ts$/;
const sparse = new URL('./renderer.ts', import.meta.url).href;

const { fork } = childProcess;

/** In the one form in which src/media/child.ts starts a child. */
function forkSparsely(module: string | URL, options: ForkOptions): ChildProcess {
  if (!renderer.test(String(module))) return fork(module, options);
  return fork(module, {
    ...options,
    execArgv: [...(options.execArgv ?? []), '--import', sparse],
  });
}

Object.assign(childProcess, { fork: forkSparsely });
syncBuiltinESMExports();
