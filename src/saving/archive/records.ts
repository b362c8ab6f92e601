/** Zip's record layouts (PKWARE's APPNOTE 6.3.10), as far as both the reader and the writer use them. */

/** Signatures, as the characters that stand in the file. */
export const signatures = {
  local: 'PK\x03\x04',
  central: 'PK\x01\x02',
  end: 'PK\x05\x06',
  end64: 'PK\x06\x06',
  locator64: 'PK\x06\x07',
} as const;

/** Bytes of each record before its names and extra fields. */
export const recordSizes = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 } as const;

/** Bits of the general purpose flag. */
export const flagBits = { encrypted: 1, descriptor: 8, strongEncryption: 64, utf8: 2048, masked: 8192 } as const;

/** Compression methods: as is, and deflate. */
export const methods = { stored: 0, deflated: 8 } as const;

/** In a field of 4 bytes: the value stands in the zip64 extra field. */
export const elsewhere32 = 0xffffffff;

/** In a field of 2 bytes: the value stands in the zip64 end record. */
export const elsewhere16 = 0xffff;

/** Id of the extra field that holds sizes of 8 bytes. */
export const zip64Extra = 1;
