import type { Plugin } from 'vite';

/**
 * Everything comes from the page's own origin. `wasm-unsafe-eval` compiles ONNX Runtime; nothing else is evaluated.
 * `blob:` shows pictures that the page itself made.
 */
const policy = (connect: string) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `connect-src ${connect}`,
    "img-src 'self' blob: data:",
    "style-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
  ].join('; ');

export const POLICY = policy("'self'");

/**
 * For the worker that loads models, and for nothing else: a person may name any address, encrypted or on this machine. A
 * worker obeys the policy of its own response, so the page that holds captions and pictures keeps the strict one.
 */
export const MODEL_WORKER_POLICY = policy("'self' https: http://localhost:* http://127.0.0.1:*");

/** Folder of the built worker that loads models: static hosts choose headers by path. */
export const MODEL_WORKER_FOLDER = 'engine';

/**
 * Puts the policy into the built page and onto every file that the preview server sends: a worker obeys the policy of its own
 * response, not that of the page's meta element. The dev server injects inline scripts for hot reload, so it goes without.
 */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: (_, { command, isPreview }) => command === 'build' || isPreview === true,
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
    configurePreviewServer(server) {
      server.middlewares.use(({ url = '' }, response, next) => {
        const isModelWorker = url.includes(`/${MODEL_WORKER_FOLDER}/`);
        response.setHeader('Content-Security-Policy', isModelWorker ? MODEL_WORKER_POLICY : POLICY);
        next();
      });
    },
  };
}
