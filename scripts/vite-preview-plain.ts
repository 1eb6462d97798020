import type { Plugin } from 'vite';

/**
 * Has the preview server send files as they are. It would press all that has no type of its own, weights among them: a second of work
 * at the first visit, on the processors that open the model, for bytes that go to the same machine.
 */
export function previewPlain(): Plugin {
  return {
    name: 'preview-plain',
    apply: (_, { isPreview }) => isPreview === true,
    configurePreviewServer(server) {
      server.middlewares.use((request, _response, next) => {
        delete request.headers['accept-encoding'];
        next();
      });
    },
  };
}
