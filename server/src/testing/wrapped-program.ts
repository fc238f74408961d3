/** Stands in for the server in the tests of the wrapper: says what it is, then does what it is told. */
import { endWithWrapper } from '../boot/wrapped.ts';

interface Told {
  pid: number;
  node: string;
  args: string[];
}

const [deed = '', value = ''] = process.argv.slice(2);
const told: Told = { pid: process.pid, node: process.versions.node, args: process.argv.slice(2) };

if (deed === 'serve') {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      process.stdout.write(`stopped by ${signal}\n`, () => process.exit(0));
    });
  }
  setInterval(() => undefined, 1_000_000);
}
endWithWrapper();
process.stdout.write(`${JSON.stringify(told)}\n`);
if (deed === 'exit') process.exitCode = Number(value);
if (deed === 'die') process.kill(process.pid, 'SIGKILL');
