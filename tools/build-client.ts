/** Makes of client/src what is packed: JavaScript, and types that need nothing else. `npm pack` runs it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

// What is not made any more is not packed either.
rmSync(path('client/dist'), { recursive: true, force: true });
const compiler = path('node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', path('client')], {
  stdio: 'inherit',
});
const dist = path('client/dist');
for (const name of readdirSync(dist).filter((one) => one.endsWith('.d.ts'))) {
  // The compiler does that for JavaScript alone, and older ones read no other names.
  const types = readFileSync(join(dist, name), 'utf8').replaceAll(
    /(from '\.\/[\w-]+)\.ts'/g,
    "$1.js'",
  );
  writeFileSync(join(dist, name), types);
}
copyFileSync(path('LICENSE'), path('client/LICENSE'));
process.exitCode = status ?? 1;
