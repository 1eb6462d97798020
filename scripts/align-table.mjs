/**
 * A Markdown table whose cells are as wide as their column, which is how the formatter wants them.
 * @param {readonly (readonly string[])[]} rows the first is the header
 */
export function alignTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const [header, ...body] = rows;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
