/**
 * The CRC-32 of zip and gzip (ISO 3309); `previous` continues an earlier call.
 *
 * Node has it natively, about six times faster than the table that browsers use.
 *
 * @example
 * crc32(new TextEncoder().encode('123456789')).toString(16) // => 'cbf43926'
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  native ??= globalThis.process?.getBuiltinModule?.('node:zlib')?.crc32 ?? crc32ByTable;
  return native(bytes, previous);
}

/** `crc32` without the platform's help: eight bytes at a time ("slicing-by-8", Kounavis and Berry 2005). */
export function crc32ByTable(bytes: Uint8Array, previous = 0): number {
  tables ??= makeTables();
  const rows = tables;
  const at = (row: number, byte: number) => rows[row * 256 + (byte & 255)] ?? 0;
  const byte = (i: number) => bytes[i] ?? 0;
  let crc = ~previous;
  let i = 0;
  for (; i + 8 <= bytes.length; i += 8) {
    const low = crc ^ (byte(i) | (byte(i + 1) << 8) | (byte(i + 2) << 16) | (byte(i + 3) << 24));
    crc =
      at(7, low) ^
      at(6, low >>> 8) ^
      at(5, low >>> 16) ^
      at(4, low >>> 24) ^
      at(3, byte(i + 4)) ^
      at(2, byte(i + 5)) ^
      at(1, byte(i + 6)) ^
      at(0, byte(i + 7));
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ at(0, crc ^ byte(i));
  return ~crc >>> 0;
}

type Crc32 = (bytes: Uint8Array, previous: number) => number;

// A lookup at run time instead of an import: bundlers for the browser see no Node module here. When it is first used, since most
// programs never do.
let native: Crc32 | null = null;

/** Row n: what a byte contributes when n zero bytes follow it. */
let tables: Int32Array | null = null;

function makeTables(): Int32Array {
  const rows = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    rows[byte] = crc;
  }
  for (let at = 256; at < rows.length; at++) {
    const before = rows[at - 256] ?? 0;
    rows[at] = (before >>> 8) ^ (rows[before & 255] ?? 0);
  }
  return rows;
}
