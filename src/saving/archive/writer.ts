import { ArgumentError } from '../../utils/errors.ts';
import { type ByteSource, encodeText } from '../formats/bytes.ts';
import { ByteWriter } from '../formats/byteWriter.ts';
import { crc32 } from './crc32.ts';
import { complaintAboutName } from './names.ts';
import { elsewhere16, elsewhere32, flagBits, methods, recordSizes, signatures, zip64Extra } from './records.ts';

/** One file to put into an archive. */
export interface ZipMember {
  /** A relative path with `/`. */
  readonly name: string;
  /** Its content; a string is written as UTF-8. */
  readonly data: Uint8Array | string | ByteSource;
  /** When it was changed, in local time and to two seconds as zip has it. Default: 1 January 1980, as Python has it. */
  readonly date?: Date;
  /** Makes the content begin at a multiple of this, so that a reader's views of its numbers are aligned. Default: 1. */
  readonly align?: number;
}

/**
 * Writes a zip file of stored members: byte for byte what Python's `zipfile` writes for the same members (other than
 * the padding of `align`), in zip64 where sizes need it.
 *
 * The size is known before the first byte and contents pass through as they are. Since a CRC stands before the content
 * it is of, each source is run through twice.
 *
 * @throws ArgumentError where a name is taken twice, leaves the archive, or is too long.
 *
 * @example
 * const source = writeZip([{ name: 'config.json', data: '{}' }]);
 * source.size // => 122
 */
export function writeZip(members: readonly ZipMember[]): ByteSource {
  const parts: Part[] = [];
  const names = new Set<string>();
  let offset = 0;
  for (const member of members) {
    const part = plan(member, offset);
    if (names.has(member.name))
      throw new ArgumentError('writeZip', { expected: 'each name once', received: `"${member.name}" twice` });
    names.add(member.name);
    parts.push(part);
    offset = part.start + part.source.size;
  }
  const directorySize = parts.reduce((sum, part) => sum + centralSize(part), 0);
  const wide = offset >= elsewhere32 || directorySize >= elsewhere32 || parts.length >= elsewhere16;
  const endSize = recordSizes.end + (wide ? recordSizes.end64 + recordSizes.locator64 : 0);
  return {
    size: offset + directorySize + endSize,
    *chunks() {
      const headers: Uint8Array[] = [];
      for (const part of parts) {
        const crc = crcOf(part);
        yield localHeader(part, crc);
        yield* part.source.chunks();
        headers.push(centralHeader(part, crc));
      }
      yield* headers;
      yield endRecords(parts.length, offset, directorySize, wide);
    },
  };
}

interface Part {
  readonly member: ZipMember;
  readonly name: Uint8Array;
  readonly flags: number;
  readonly time: number;
  readonly source: ByteSource;
  /** Where its local header stands. */
  readonly offset: number;
  /** Where its content begins. */
  readonly start: number;
  readonly padding: number;
  /** Whether its size takes 8 bytes. */
  readonly wide: boolean;
}

/** Id that Android's `zipalign` uses for padding; readers skip extra fields they do not know. */
const paddingExtra = 0xd935;

function plan(member: ZipMember, offset: number): Part {
  const complaint = complaintAboutName(member.name) ?? (member.name.endsWith('/') ? 'a folder' : null);
  const name = encodeText(member.name);
  if (complaint !== null || name.length > 0xffff) {
    const received = `"${member.name.slice(0, 200)}", ${complaint ?? 'more than 65535 bytes'}`;
    throw new ArgumentError('writeZip', { expected: 'a relative path as a name', received });
  }
  const source = sourceOf(member.data);
  const wide = source.size >= elsewhere32;
  const bare = offset + recordSizes.local + name.length + (wide ? 20 : 0);
  const padding = paddingTo(bare, member.align ?? 1);
  const flags = name.length === member.name.length ? 0 : flagBits.utf8;
  const time = dosTime(member.date);
  return { member, name, flags, time, source, offset, start: bare + padding, padding, wide };
}

/** Zero, or at least the 4 bytes that an extra field needs. */
function paddingTo(at: number, step: number): number {
  if (at % step === 0) return 0;
  return 4 + ((step - ((at + 4) % step)) % step);
}

function sourceOf(data: Uint8Array | string | ByteSource): ByteSource {
  if (typeof data !== 'string' && !(data instanceof Uint8Array)) return data;
  const bytes = typeof data === 'string' ? encodeText(data) : data;
  return { size: bytes.length, chunks: () => [bytes] };
}

function crcOf({ member, source }: Part): number {
  let [crc, size] = [0, 0];
  for (const chunk of source.chunks()) {
    crc = crc32(chunk, crc);
    size += chunk.length;
  }
  if (size === source.size) return crc;
  throw new ArgumentError('writeZip', {
    expected: `${source.size} bytes for "${member.name}"`,
    received: String(size),
  });
}

function localHeader(part: Part, crc: number): Uint8Array {
  const { name, flags, time, source, wide, padding } = part;
  const extra = (wide ? 20 : 0) + padding;
  const record = new ByteWriter(recordSizes.local + name.length + extra);
  record.text(signatures.local).u16(wide ? 45 : 20);
  record.u16(flags).u16(methods.stored).u32(time).u32(crc);
  for (let i = 0; i < 2; i++) record.u32(wide ? elsewhere32 : source.size);
  record.u16(name.length).u16(extra).raw(name);
  if (wide) record.u16(zip64Extra).u16(16).u64(source.size).u64(source.size);
  if (padding > 0)
    record
      .u16(paddingExtra)
      .u16(padding - 4)
      .zeros(padding - 4);
  return record.bytes;
}

const wideValues = ({ wide, offset, source }: Part) => [
  ...(wide ? [source.size, source.size] : []),
  ...(offset >= elsewhere32 ? [offset] : []),
];

function centralSize(part: Part): number {
  const values = wideValues(part).length;
  return recordSizes.central + part.name.length + (values > 0 ? 4 + 8 * values : 0);
}

function centralHeader(part: Part, crc: number): Uint8Array {
  const { name, flags, time, source, wide, offset } = part;
  const values = wideValues(part);
  const version = values.length > 0 ? 45 : 20;
  const record = new ByteWriter();
  record.text(signatures.central).u8(version).u8(madeByUnix).u16(version);
  record.u16(flags).u16(methods.stored).u32(time).u32(crc);
  for (let i = 0; i < 2; i++) record.u32(wide ? elsewhere32 : source.size);
  record.u16(name.length).u16(values.length > 0 ? 4 + 8 * values.length : 0);
  record.u16(0).u16(0).u16(0).u32(ownerMayReadAndWrite);
  record.u32(Math.min(offset, elsewhere32)).raw(name);
  if (values.length > 0) record.u16(zip64Extra).u16(8 * values.length);
  for (const value of values) record.u64(value);
  return record.bytes;
}

const madeByUnix = 3;
const ownerMayReadAndWrite = 0o600 * 2 ** 16;

function endRecords(count: number, offset: number, size: number, wide: boolean): Uint8Array {
  const record = new ByteWriter();
  if (wide) {
    record
      .text(signatures.end64)
      .u64(recordSizes.end64 - 12)
      .u16(45)
      .u16(45)
      .u32(0)
      .u32(0);
    record.u64(count).u64(count).u64(size).u64(offset);
    record
      .text(signatures.locator64)
      .u32(0)
      .u64(offset + size)
      .u32(1);
  }
  const least = Math.min(count, elsewhere16);
  record.text(signatures.end).u16(0).u16(0).u16(least).u16(least);
  record.u32(Math.min(size, elsewhere32)).u32(Math.min(offset, elsewhere32)).u16(0);
  return record.bytes;
}

/** MS-DOS time and date as one field: exact to two seconds, years from 1980 to 2107. */
function dosTime(date: Date | undefined): number {
  if (!date) return 0x210000;
  const year = date.getFullYear();
  if (!(year >= 1980 && year <= 2107)) {
    throw new ArgumentError('writeZip: date', { expected: 'a year from 1980 to 2107', received: String(date) });
  }
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((year - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  return day * 2 ** 16 + time;
}
