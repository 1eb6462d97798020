/** WebAssembly text, compiled to the module's bytes by scripts/vite-wat.ts. */
declare module '*.wat' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
