/** Lines that hold something, trimmed, with their place; a byte order mark is no part of the first. */
export function linesOf(text: string): { readonly line: string; readonly at: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: line.trim(), at: `line ${index + 1}` }))
    .filter(({ line }) => line !== '');
}
