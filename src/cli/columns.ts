/** A column of a table of text. */
export interface Column {
  readonly title: string;
  /** Where its cells stand. Default `'left'`. */
  readonly align?: 'left' | 'right';
}

/**
 * Rows under their titles, two spaces between columns.
 *
 * @example
 * tableText([{ title: 'name' }, { title: 'size', align: 'right' }], [['a', '12']]) // => 'name  size\na       12\n'
 */
export function tableText(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, i) => {
        const cell = row[i] ?? '';
        const width = widths[i] ?? 0;
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

/** A number in a few digits. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e6 ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

/** A shape, as in `[4, 2]`. */
export function shownShape(shape: readonly (number | null)[]): string {
  return `[${shape.map(String).join(', ')}]`;
}
