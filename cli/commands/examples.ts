/** The end of a command's `--help`: what it does for whom, and the line that does it. */
export function examples(...rows: readonly (readonly [what: string, line: string])[]): string {
  return `\nExamples:\n${rows.map(([what, line]) => `  # ${what}\n  dataset-diffusion ${line}`).join('\n\n')}\n`;
}
