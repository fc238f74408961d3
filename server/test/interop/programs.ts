/** Runs what the documentation prints in Python and JavaScript, with its five seconds between two looks cut short. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { thisMachineAlone } from './shell.ts';

const run = promisify(execFile);
const hurry = new URL('hurry/', import.meta.url);

const pythonEnvironment = {
  ...process.env,
  ...thisMachineAlone,
  PYTHONPATH: fileURLToPath(hurry),
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONUNBUFFERED: '1',
  PYTHONIOENCODING: 'utf-8',
};

async function canImport(command: string, name: string): Promise<boolean> {
  return run(command, ['-c', `import ${name}`], { env: pythonEnvironment }).then(
    () => true,
    () => false,
  );
}

/** The Python of this machine that has a package; null where there is none. */
export async function findPython(name = 'requests'): Promise<string | null> {
  for (const command of ['python3', 'python']) {
    if (await canImport(command, name)) return command;
  }
  return null;
}

/** Resolves with the lines that the program printed. */
export async function runPython(python: string, program: string): Promise<string[]> {
  const { stdout } = await run(python, ['-c', program], { env: pythonEnvironment });
  return stdout.trimEnd().split('\n');
}

/** Resolves with the lines that the program printed, as a module in a Node of its own. */
export async function runJavaScript(program: string): Promise<string[]> {
  const { stdout } = await run(process.execPath, [
    ...['--import', new URL('timers.mjs', hurry).href],
    ...['--input-type=module', '--eval', program],
  ]);
  return stdout.trimEnd().split('\n');
}
