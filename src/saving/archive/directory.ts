import { type ByteReader, decodeText } from '../formats/bytes.ts';
import { complaintAboutName } from './names.ts';
import { elsewhere16, elsewhere32, flagBits, methods, recordSizes, signatures, zip64Extra } from './records.ts';

/** One member: what the directory says, checked against its local header. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes after unpacking. */
  readonly size: number;
  /** Bytes in the file. */
  readonly packedSize: number;
  /** Whether the bytes are deflated; else they are stored as they are. */
  readonly deflated: boolean;
  readonly crc: number;
  /** Where its bytes begin in the file. */
  readonly start: number;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** Reads the central directory of a zip file and checks every member's place; folders are left out. */
export function readDirectory(file: ByteReader): ReadonlyMap<string, ZipEntry> {
  const { offset, size, count } = findDirectory(file);
  const entries = new Map<string, ZipEntry>();
  const seen = new Set<string>();
  const spans: Span[] = [];
  let at = offset;
  for (let i = 0; i < count; i++) {
    const header = readHeader(file, at, offset + size);
    if (seen.has(header.name)) file.damaged('each name once', `"${header.name}" twice`);
    seen.add(header.name);
    const start = checkLocalHeader(file, header);
    spans.push({ name: header.name, from: header.local, to: start + header.packedSize });
    if (!header.name.endsWith('/')) entries.set(header.name, { ...header.entry, start });
    else if (header.entry.size > 0) file.damaged(`a folder "${header.name}" without content`, 'content');
    at = header.end;
  }
  if (at !== offset + size) file.damaged(`a directory of ${size} bytes`, `${at - offset} bytes of headers`);
  refuseOverlap(file, spans, offset);
  return entries;
}

/** The end record, or zip64's where its fields are full; nothing may follow it but its own comment. */
function findDirectory(file: ByteReader): Directory {
  const last = file.length - recordSizes.end;
  for (let at = last; at >= Math.max(0, last - elsewhere16); at--) {
    if (!file.startsWith(signatures.end, at) || file.u16(at + 20) !== last - at) continue;
    const disks = file.u16(at + 4) | file.u16(at + 6);
    const [onDisk, count, size, offset] = [file.u16(at + 8), file.u16(at + 10), file.u32(at + 12), file.u32(at + 16)];
    const locator = at - recordSizes.locator64;
    if (file.startsWith(signatures.locator64, locator)) return findDirectory64(file, locator);
    if (disks !== 0 || onDisk !== count) file.damaged('one disk', 'parts on several');
    if (offset + size !== at) file.damaged(`a directory that ends at byte ${at}`, `${offset + size}`);
    return { offset, size, count };
  }
  return file.damaged("a zip file's end record", 'none');
}

function findDirectory64(file: ByteReader, locator: number): Directory {
  const at = file.u64(locator + 8);
  if (file.u32(locator + 4) !== 0 || file.u32(locator + 16) > 1) file.damaged('one disk', 'parts on several');
  file.expect(signatures.end64, at, 'the zip64 end record');
  if (at + 12 + file.u64(at + 4) !== locator)
    file.damaged(`a zip64 end record up to byte ${locator}`, 'another length');
  const [onDisk, count, size, offset] = [file.u64(at + 24), file.u64(at + 32), file.u64(at + 40), file.u64(at + 48)];
  if (file.u32(at + 16) !== 0 || file.u32(at + 20) !== 0 || onDisk !== count)
    file.damaged('one disk', 'parts on several');
  if (offset + size !== at) file.damaged(`a directory that ends at byte ${at}`, `${offset + size}`);
  return { offset, size, count };
}

interface Header {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly local: number;
  readonly packedSize: number;
  readonly entry: Omit<ZipEntry, 'start'>;
  readonly end: number;
}

function readHeader(file: ByteReader, at: number, limit: number): Header {
  file.expect(signatures.central, at, 'a directory header');
  const [nameLength, extraLength, commentLength] = [file.u16(at + 28), file.u16(at + 30), file.u16(at + 32)];
  const end = at + recordSizes.central + nameLength + extraLength + commentLength;
  if (end > limit) file.damaged(`a directory header up to byte ${limit}`, `one up to byte ${end}`);
  const rawName = file.view(at + recordSizes.central, nameLength);
  const name = decodeText(`${file.where}: a member's name`, rawName);
  const complaint = complaintAboutName(name);
  const quoted = JSON.stringify(name.slice(0, 200));
  if (complaint)
    file.refuse('names inside of the archive', `${quoted}, ${complaint}`, 'Such a file is not safe to unpack.');
  const [flags, method] = [file.u16(at + 8), file.u16(at + 10)];
  if (flags & (flagBits.encrypted | flagBits.strongEncryption | flagBits.masked)) {
    file.refuse('members without a password', `${quoted}, encrypted`, 'Unpack it with another tool first.');
  }
  if (method !== methods.stored && method !== methods.deflated) {
    file.refuse(
      'stored or deflated members',
      `${quoted}, packed by method ${method}`,
      'Pack it again without compression.',
    );
  }
  if (isLink(file, at)) file.refuse('files and folders', `${quoted}, a link`, 'Pack the file it points to instead.');

  const wide = wideFields(file, at + recordSizes.central + nameLength, extraLength);
  const size = wide(file.u32(at + 24));
  const packedSize = wide(file.u32(at + 20));
  const local = wide(file.u32(at + 42));
  if (file.u16(at + 34) !== 0) file.damaged('one disk', 'parts on several');
  const deflated = method === methods.deflated;
  if (!deflated && size !== packedSize) file.damaged(`${quoted} of ${size} stored bytes`, `${packedSize}`);
  const entry = { name, size, packedSize, deflated, crc: file.u32(at + 16) };
  return { name, rawName, flags, method, local, packedSize, entry, end };
}

/** Takes the 8-byte fields of the zip64 extra in order, one for each value that says it stands there. */
function wideFields(file: ByteReader, from: number, length: number): (value: number) => number {
  let [next, end] = [0, 0];
  for (let at = from; at + 4 <= from + length; at += 4 + file.u16(at + 2)) {
    if (at + 4 + file.u16(at + 2) > from + length) file.damaged('extra fields inside of their header', 'a longer one');
    if (file.u16(at) === zip64Extra) [next, end] = [at + 4, at + 4 + file.u16(at + 2)];
  }
  return (value) => {
    if (value !== elsewhere32) return value;
    if (next + 8 > end) file.damaged('a zip64 field', 'none');
    next += 8;
    return file.u64(next - 8);
  };
}

/** Unix file modes stand in the upper half of the external attributes where the maker's system is 3. */
function isLink(file: ByteReader, at: number): boolean {
  return file.u8(at + 5) === 3 && (file.u16(at + 40) & 0o170000) === 0o120000;
}

/** Where the member's bytes begin; its local header must tell the same story as the directory. */
function checkLocalHeader(file: ByteReader, header: Header): number {
  const { name, rawName, local: at, entry } = header;
  file.expect(signatures.local, at, `the header of "${name}"`);
  const [nameLength, extraLength] = [file.u16(at + 26), file.u16(at + 28)];
  const ownName = file.view(at + recordSizes.local, nameLength);
  const sameName = ownName.length === rawName.length && ownName.every((byte, i) => byte === rawName[i]);
  if (!sameName) file.damaged(`a header of "${name}"`, 'the header of another name');
  const watched = flagBits.encrypted | flagBits.descriptor | flagBits.strongEncryption | flagBits.masked;
  const sameKind = (file.u16(at + 6) & watched) === (header.flags & watched) && file.u16(at + 8) === header.method;
  if (!sameKind) file.damaged(`a header of "${name}" that agrees with the directory`, 'other flags or another method');

  // With a descriptor, sizes and CRC follow the bytes instead; the directory's are the ones that count.
  if (!(header.flags & flagBits.descriptor)) {
    const wide = wideFields(file, at + recordSizes.local + nameLength, extraLength);
    const size = wide(file.u32(at + 22));
    const packedSize = wide(file.u32(at + 18));
    if (size !== entry.size || packedSize !== entry.packedSize || file.u32(at + 14) !== entry.crc) {
      file.damaged(`a header of "${name}" that agrees with the directory`, 'another size or CRC');
    }
  }
  return at + recordSizes.local + nameLength + extraLength;
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function refuseOverlap(file: ByteReader, spans: Span[], directory: number): void {
  const ordered = spans.toSorted((a, b) => a.from - b.from);
  for (const [i, span] of ordered.entries()) {
    const limit = ordered[i + 1]?.from ?? directory;
    if (span.to > limit)
      file.damaged(`"${span.name}" up to byte ${limit}`, `bytes up to ${span.to}, inside of another part`);
  }
}
