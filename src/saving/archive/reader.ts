import { FileError } from '../../utils/errors.ts';
import { didYouMean } from '../../utils/names.ts';
import { ByteReader } from '../formats/bytes.ts';
import { inflate } from '../formats/inflate.ts';
import { crc32 } from './crc32.ts';
import { readDirectory, type ZipEntry } from './directory.ts';

/** What deflated members may unpack to. Stored members cannot be larger than the file and have no limit. */
export interface ZipLimits {
  /** Bytes that all deflated members together may unpack to. Default: 8 GiB. */
  readonly total?: number;
  /** Bytes from which on `ratio` counts, so that short text may be as compressible as it likes. Default: 64 MiB. */
  readonly floor?: number;
  /** How many times larger than its packed form a member above `floor` may be. Default: 100, as Keras has it. */
  readonly ratio?: number;
}

/** The members of a zip file, by name. */
export interface ZipArchive {
  /** Names and sizes in the order of the central directory; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * The bytes of one member, their CRC checked: a view of the file where it is stored, unpacked where it is deflated.
   *
   * @throws FileError where there is no such member or it is damaged.
   */
  read(name: string): Promise<Uint8Array>;
}

/**
 * Opens a zip file that is held in memory, strictly: any two readers agree about what it contains.
 *
 * Refused with a `FileError`: encryption, duplicate names, names that are absolute or leave the archive, links, members
 * that overlap each other or lie about their size, local headers that contradict the directory, other methods than
 * stored and deflated, several disks, and bombs by ratio or total size. Nothing is unpacked before it is read.
 *
 * @example
 * const bytes = …; // what stands in a .keras file
 * const archive = readZip(bytes);
 * const config = await archive.read('config.json');
 */
export function readZip(bytes: Uint8Array, where = 'zip file', limits: ZipLimits = {}): ZipArchive {
  const file = new ByteReader(where, bytes);
  const entries = readDirectory(file);
  refuseBombs(file, entries, limits);
  return { entries, read: (name) => readMember(file, entries, name) };
}

async function readMember(file: ByteReader, entries: ReadonlyMap<string, ZipEntry>, name: string): Promise<Uint8Array> {
  const entry = entries.get(name);
  if (!entry) {
    const mend = didYouMean(name, [...entries.keys()].slice(0, 20));
    return file.refuse(`a member "${name}"`, `${entries.size} members without it`, mend);
  }
  const where = `${file.where}: "${name}"`;
  const packed = file.view(entry.start, entry.packedSize);
  const content = entry.deflated ? await inflate(where, packed, 'deflate-raw', entry.size) : packed;
  if (crc32(content) === entry.crc) return content;
  throw new FileError(where, {
    expected: 'content whose CRC-32 is the recorded one',
    received: 'another CRC-32',
    mend: 'The file is damaged; fetch or save it again.',
  });
}

function refuseBombs(file: ByteReader, entries: ReadonlyMap<string, ZipEntry>, limits: ZipLimits): void {
  const { total = 8 * 2 ** 30, floor = 64 * 2 ** 20, ratio = 100 } = limits;
  const mend = 'If the file is trusted, unpack it with another tool and pack it again without compression.';
  let unpacked = 0;
  for (const { name, deflated, size, packedSize } of entries.values()) {
    if (!deflated) continue;
    unpacked += size;
    if (size > floor && size > ratio * packedSize) {
      const received = `${size} bytes packed into ${packedSize}`;
      file.refuse(`"${name}" to be packed at most ${ratio} times smaller`, received, mend);
    }
  }
  if (unpacked > total) file.refuse(`at most ${total} bytes unpacked`, String(unpacked), mend);
}
