import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What `npm run check` is: its parts at once, each told of when it has ended, with its words where it found something. */

const parts = ['format:check', 'lint', 'types', 'unused', 'test:unit'];

async function isFine(part: string): Promise<boolean> {
  const begunMs = performance.now();
  const child = spawn('npm', ['run', '--silent', part], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // There it is a script, which a shell finds.
    shell: process.platform === 'win32',
  });
  const words = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close');
  const seconds = ((performance.now() - begunMs) / 1_000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'fine  ' : 'FAILED'} ${part}, ${seconds} s\n`);
  if (code !== 0) process.stdout.write((await words).join(''));
  return code === 0;
}

const fine = await Promise.all(parts.map(isFine));
process.exitCode = fine.every(Boolean) ? 0 : 1;
