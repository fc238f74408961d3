import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { buildId } from './build/build-id.ts';
import { preloadFont } from './build/preload-font.ts';
import { sealBuild } from './build/seal-build.ts';

/** Of `npm run dev:console`: the server whose API its pages call. */
const server = process.env['FILMGATE_URL'] ?? 'http://127.0.0.1:8787';
const id = buildId(import.meta.dirname);

/** Our own parts, but for those that bring what floats along, and what is opened by a press. */
function isEverywhere(id: string): boolean {
  if (!/console\/src\/(?:api|components|format|hooks|shell|ui)\//.test(id)) return false;
  return !/(?:Menu|Select|FilterChip|AccountChoice|Palette\w*|KeyboardMap|CodeBlock|Slider)\.tsx$/.test(
    id,
  );
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), preloadFont(/hanken-grotesk-latin-wght-normal/), sealBuild(id)],
  define: { buildIdOfPage: JSON.stringify(id) },
  build: {
    outDir: 'dist',
    // `/assets` is a page of ours.
    assetsDir: 'static',
    // The policy knows no data: of scripts, styles and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every page needs is one file, not forty of some hundred bytes.
        codeSplitting: { groups: [{ name: 'parts', test: isEverywhere }] },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ['/platform', '/media', '/docs', '/openapi.json'].map((path) => [path, server]),
    ),
  },
});
