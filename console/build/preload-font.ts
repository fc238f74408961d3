import type { Plugin } from 'vite';

/** The face of the first words on a page is fetched beside its styles, not after them. */
export function preloadFont(named: RegExp): Plugin {
  return {
    name: 'filmgate:preload-font',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((file) => named.test(file));
        if (font === undefined) return [];
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true };
        return [{ tag: 'link', attrs: { ...attrs, href: `/${font}` }, injectTo: 'head-prepend' }];
      },
    },
  };
}
