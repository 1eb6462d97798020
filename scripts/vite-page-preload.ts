import type { Plugin } from 'vite';

/**
 * The page's own script is imported by a small first one (src/app/first.ts). The browser is told of it, so that it does not wait for
 * the first one to ask.
 */
export function pagePreload(module = 'src/app/main.tsx'): Plugin {
  return {
    name: 'page-preload',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunk = Object.values(bundle).find((one) => one.type === 'chunk' && one.facadeModuleId?.endsWith(module));
        if (!chunk) throw new Error(`${module} is no chunk of its own`);
        return [{ tag: 'link', attrs: { rel: 'modulepreload', href: `./${chunk.fileName}` }, injectTo: 'head' }];
      },
    },
  };
}
