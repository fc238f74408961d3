/**
 * `npm run lock`: completes package-lock.json after `npm install`. Where a registry does not serve the
 * binaries of other platforms, npm leaves them out of the lock file, and then `npm ci` refuses it, on
 * this platform too. Their entries need no more than what their names say. What packages say of the Node.js that
 * they run with goes: npm would warn of its own, and they run with ours.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { askingForNode, missingPlatforms, type LockFile } from './platforms.ts';

const file = new URL('../package-lock.json', import.meta.url);

// Written by npm.
const lock = JSON.parse(await readFile(file, 'utf8')) as LockFile;
const missing = missingPlatforms(lock);
Object.assign(lock.packages, missing);
for (const place of askingForNode(lock)) delete lock.packages[place]?.engines;
const [root, ...rest] = Object.entries(lock.packages);
if (!root) throw new Error('the lock file is empty');
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${String(Object.keys(missing).length)} entries were added.\n`);
