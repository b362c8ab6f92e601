/**
 * The CRC-32 of zip and gzip (ISO 3309); `previous` continues an earlier call.
 *
 * Node has it natively, about six times faster than the table that browsers use.
 *
 * @example
 * crc32(new TextEncoder().encode('123456789')).toString(16) // => 'cbf43926'
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  return native ? native(bytes, previous) : crc32ByTable(bytes, previous);
}

/** `crc32` without the platform's help. */
export function crc32ByTable(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  for (let i = 0; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 255] ?? 0);
  }
  return ~crc >>> 0;
}

type Crc32 = (bytes: Uint8Array, previous: number) => number;

// A lookup at run time instead of an import: bundlers for the browser see no Node module here.
const native: Crc32 | undefined = globalThis.process?.getBuiltinModule?.('node:zlib')?.crc32;

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});
