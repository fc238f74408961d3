import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const compressible = /\.(?:html|js|css|svg|json)$/;
/** Below it the headers of a compressed answer cost as much as they save. */
const bytesLeast = 1_024;

/**
 * Beside each text of a build its `.br` and `.gz`, so that no server compresses anything at a request; and
 * `build.json`, which names the build and is written last: a folder without it is no build.
 */
export function sealBuild(id: string): Plugin {
  let folder = '';
  return {
    name: 'filmgate:seal-build',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    writeBundle() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      for (const file of files.filter((name) => compressible.test(name))) {
        compress(join(folder, file));
      }
      writeFileSync(join(folder, 'build.json'), `${JSON.stringify({ id })}\n`);
    },
  };
}

function compress(path: string): void {
  const text = readFileSync(path);
  if (text.length < bytesLeast) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
}
