/**
 * Runs a TypeScript program with Node.js 24 or later, whatever Node.js this is: so plain JavaScript
 * that Node.js 14 understands, without `node:` in the names of modules.
 */
import { spawn } from 'child_process';
import module from 'module';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const neededMajor = 24;
const forwarded = ['SIGTERM', 'SIGINT', 'SIGHUP'];

/**
 * Where Node.js keeps what it has compiled, and runs it from: beside the packages, where nobody can write who could
 * not change the program itself. Its own choice, the folder of temporary files, is open to every user of the machine.
 * Where we cannot write there is no cache.
 */
const compiled = new URL('../../node_modules/.cache/filmgate/', import.meta.url);

/** @param {URL} entry The program's module, which runs when it is imported. */
export function launch(entry) {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
    module.enableCompileCache(fileURLToPath(compiled));
    // Where nobody listens yet it ends as SIGTERM would have ended it.
    endWithShell(() => process.emit('SIGTERM', 'SIGTERM') || process.exit(143));
    // A rejection ends the process with its stack, as an error at the top of a module does.
    void import(entry.href);
    return;
  }
  const node = bundledNode();
  if (node === null) {
    refuse('its own one is not installed. Run `npm install` without leaving out optional parts,');
    return;
  }
  wrap(node);
}

/** Starts this same program again under that Node.js, and ends as it ends. */
function wrap(node) {
  const child = spawn(node, process.argv.slice(1), {
    // Over the channel the child learns of our end, even of a sudden one: see src/boot/wrapped.ts.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { FILMGATE_WRAPPED: '1' }),
  });
  for (const signal of forwarded) {
    process.on(signal, () => {
      if (!reachesChildToo(signal)) child.kill(signal);
    });
  }
  endWithShell(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    if (child.pid !== undefined) throw error;
    refuse(`its own one does not start (${error.message}). Check ${node},`);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    // Without our listener the signal ends us as it ended the child.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const lookEveryMs = 250;

/**
 * npm starts scripts and commands below a shell and sends its own SIGTERM to that: the shell ends, and we would
 * stay, with port and data, while whoever supervises npm believes that we have ended.
 */
function endWithShell(end) {
  const script = process.env.npm_lifecycle_script || '';
  // What a script puts into the background is meant to stay.
  if (!/filmgate/.test(script) || /(^|[^&])&([^&]|$)/.test(script)) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    end();
  }, lookEveryMs);
  timer.unref();
}

/** A terminal sends these to every process in front of it; a second one would mean more haste. */
function reachesChildToo(signal) {
  if (signal === 'SIGTERM') return false;
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}

/** The path of the Node.js that npm installed with us for this kind of machine, or null. */
function bundledNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packageFile = `node-${platform}-${process.arch}/package.json`;
  try {
    const found = module.createRequire(import.meta.url).resolve(packageFile);
    return join(dirname(found), 'bin', platform === 'win' ? 'node.exe' : 'node');
  } catch {
    return null;
  }
}

function refuse(why) {
  process.stderr.write(
    `Filmgate needs Node.js ${neededMajor} or later. This is ${process.version}, and ${why} ` +
      `or install Node.js ${neededMajor} from https://nodejs.org/ and put it first on the PATH.\n`,
  );
  process.exitCode = 1;
}
