import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ansi, cropped } from './styled.ts';
import { type Table, tableLines } from './table.ts';

/** Tables laid out by rich (parity/make_table_fixtures.py). */
interface Recorded {
  readonly table: Table;
  readonly color: boolean;
  readonly text: string;
}

const file = new URL('table.fixtures.json.gz', import.meta.url);
const recorded: Recorded[] = JSON.parse(gunzipSync(readFileSync(file)).toString());

function printed({ table, color }: Pick<Recorded, 'table' | 'color'>): string {
  const lines = tableLines(table).map((line) => cropped(line, table.available));
  return ansi(lines, color);
}

describe('tableLines', () => {
  test.each([
    ['with a width of its own', (table: Table) => table.width !== null],
    ['as wide as its text needs', (table: Table) => table.width === null],
  ])('lays a table out as rich does, %s', (_, chosen) => {
    const cases = recorded.filter(({ table }) => chosen(table));
    expect(cases.length).toBeGreaterThan(50);
    for (const one of cases) expect(printed(one), JSON.stringify(one.table)).toBe(one.text);
  });

  test('fits columns to their text', () => {
    const table: Table = {
      columns: [
        { header: 'Name', justify: 'left', width: null },
        { header: 'Size', justify: 'right', width: null },
      ],
      rows: [[['dense'], ['650']]],
      width: null,
      available: 80,
      lines: true,
    };
    expect(printed({ table, color: false })).toBe(
      ['┏━━━━━━━┳━━━━━━┓', '┃ Name  ┃ Size ┃', '┡━━━━━━━╇━━━━━━┩', '│ dense │  650 │', '└───────┴──────┘', ''].join(
        '\n',
      ),
    );
  });
});
