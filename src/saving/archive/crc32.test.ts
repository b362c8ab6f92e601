import { expect, test } from 'vitest';
import { crc32, crc32ByTable } from './crc32.ts';

const digits = new TextEncoder().encode('123456789');

test('has the check value of the CRC catalogue', () => {
  expect(crc32(digits)).toBe(0xcbf43926);
});

test('is the same by table', () => {
  expect(crc32ByTable(digits)).toBe(0xcbf43926);
});

test.each([['native', crc32] as const, ['by table', crc32ByTable] as const])(
  'continues an earlier call, %s',
  (_, crc) => {
    expect(crc(digits.subarray(4), crc(digits.subarray(0, 4)))).toBe(0xcbf43926);
  },
);

test('agrees with the native one on every length and offset', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i * 7) >> 3);
  for (let start = 0; start < 9; start++) {
    for (let end = start; end < 300; end += 13) {
      const part = bytes.subarray(start, end);
      expect(crc32ByTable(part, 12345)).toBe(crc32(part, 12345));
    }
  }
});
