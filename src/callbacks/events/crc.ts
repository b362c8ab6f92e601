/** CRC-32C (Castagnoli), by which records of events are checked. */
export const crc32c = checksum(0x82f63b78);

/** CRC-32 (ISO 3309), by which the chunks of a PNG are checked. */
export const crc32 = checksum(0xedb88320);

/**
 * A cyclic redundancy check of 32 bits, lowest bit first, byte by byte with a table.
 *
 * @param polynomial - with its bits in reverse.
 */
function checksum(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
    return remainder;
  });
  return (bytes) => {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
    return ~crc >>> 0;
  };
}
