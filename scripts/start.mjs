/** `npm start`: builds the studio, serves it on this machine only and opens it where there is a display. */
import { buildStudio, serveStudio } from './serve.mjs';

const { argv, env, platform } = process;
const hasDisplay = platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

if (!argv.includes('--no-build')) {
  console.log('Building the studio …');
  await buildStudio();
}
const { address, close } = await serveStudio({ open: hasDisplay && !env.CI && !argv.includes('--no-open') });
console.log(`\n  Dataset Diffusion Studio: ${address}\n\n  Open it in Chrome or Edge. Ctrl+C ends it.\n`);

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    // Open keep-alive connections would hold the server back.
    setTimeout(() => process.exit(0), 1000).unref();
    await close();
    process.exit(0);
  });
}
