/** The client as a customer gets it: packed, and installed in an empty folder without a network. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');

export interface Installed {
  folder: string;
  /** What was packed, by its paths. */
  files: string[];
  /** As a customer's strict compiler takes it, into JavaScript beside it; throws with what that says. */
  compile(names: readonly string[], options?: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

export async function installClient(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-client-'));
  const pack = ['pack', join(root, 'client'), '--pack-destination', folder, '--json'];
  const { stdout } = await run('npm', pack, { cwd: root });
  // Written by npm, after what the build wrote.
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  await writeFile(join(folder, 'package.json'), '{"type":"module","private":true}');
  const install = ['install', `./${packed.filename}`, '--offline', '--no-audit', '--no-fund'];
  await run('npm', install, { cwd: folder });
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    async compile(names, options = []) {
      const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022'];
      await run(process.execPath, [compiler, ...strict, ...options, ...names], {
        cwd: folder,
      }).catch((error: unknown) => {
        // The compiler says what is wrong on its standard output.
        throw new Error((error as { stdout: string }).stdout, { cause: error });
      });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The programs that the client's README prints, by the heading above each. */
export async function readmePrograms(): Promise<Map<string, string>> {
  const text = await readFile(join(root, 'client/README.md'), 'utf8');
  const found = text.matchAll(/^## (.+)$\n(?:(?!^## |^```)[^\n]*\n)*^```js\n([^]*?)^```$/gmu);
  return new Map([...found].map(([, heading = '', program = '']) => [heading, program]));
}
