import { describe, expect, test } from 'vitest';
import { changed, find, fixture } from '../../testing/byteFixtures.ts';
import { FileError } from '../../utils/errors.ts';
import { encodeText, gather } from '../formats/bytes.ts';
import { readZip, writeZip, type ZipLimits, type ZipMember } from './index.ts';

const here = import.meta.url;

// The members of parity/make_byte_fixtures.py.
const members: ZipMember[] = [
  { name: 'metadata.json', data: '{"keras_version": "3.15.1"}' },
  { name: 'assets/größe/名前.txt', data: 'naïve\n'.repeat(50), date: new Date(2024, 1, 29, 13, 14, 16) },
  { name: 'empty', data: '', date: new Date(2107, 11, 31, 23, 59, 58) },
];

const pack = (...list: ZipMember[]) => gather(writeZip(list));
const small = pack({ name: 'aaaa.json', data: 'first' }, { name: 'bbbb.json', data: 'second' });

/** The file with every occurrence of a name replaced by another of the same length. */
function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = new Uint8Array(bytes);
  for (let at = 0; ; ) {
    const next = Buffer.from(copy.buffer).indexOf(from, at);
    if (next < 0) return copy;
    copy.set(encodeText(to), next);
    at = next + 1;
  }
}

/** The file with fields of the first directory header changed. */
function directory(bytes: Uint8Array, ...changes: [at: number, value: number][]): Uint8Array {
  const start = find(bytes, 'PK\x01\x02');
  return changed(
    bytes,
    changes.map(([at, value]) => [start + at, value]),
  );
}

describe('reading', () => {
  test.each(['stored', 'deflated', 'streamed', 'zip64'])("reads Python's %s members", async (kind) => {
    const archive = readZip(fixture(here, `${kind}.zip`));
    expect([...archive.entries.keys()]).toEqual(members.map(({ name }) => name));
    for (const { name, data } of members) expect(new TextDecoder().decode(await archive.read(name))).toBe(data);
  });

  test('stored members are views of the file', async () => {
    expect((await readZip(small).read('bbbb.json')).buffer).toBe(small.buffer);
  });

  test('a member named __proto__ is a member like any other', async () => {
    const archive = readZip(pack({ name: '__proto__', data: 'x' }));
    expect(await archive.read('__proto__')).toEqual(encodeText('x'));
    expect(archive.entries.get('toString')).toBeUndefined();
  });

  test('an unknown name is told with the nearest known one', async () => {
    await expect(readZip(small, 'x.zip').read('aaaa.jsn')).rejects.toThrow(
      'x.zip: expected a member "aaaa.jsn", received 2 members without it. Did you mean \'aaaa.json\'?',
    );
  });

  test('reads an archive without members', () => {
    expect(readZip(pack()).entries.size).toBe(0);
  });
});

describe('refusing', () => {
  const deflated = fixture(here, 'deflated.zip');

  test.each<[string, Uint8Array, RegExp, ZipLimits?]>([
    ['an empty file', new Uint8Array(0), /end record/],
    ['bytes before the archive', Uint8Array.of(0, ...small), /directory that ends/],
    ['bytes after the archive', Uint8Array.of(...small, 0), /end record/],
    ['a name twice', renamed(small, 'bbbb.json', 'aaaa.json'), /"aaaa.json" twice/],
    ['a path that leaves the archive', renamed(small, 'bbbb.json', '../b.json'), /leaves the archive/],
    ['a path that leaves the archive further in', renamed(small, 'bbbb.json', 'b/../../b'), /leaves the archive/],
    ['an absolute path', renamed(small, 'bbbb.json', '/bbb.json'), /an absolute path/],
    ['a drive', renamed(small, 'bbbb.json', 'c:bb.json'), /an absolute path/],
    ['a backslash', renamed(small, 'bbbb.json', 'b\\bb.json'), /a backslash/],
    ['a NUL', renamed(small, 'bbbb.json', 'bbb\0.json'), /a NUL/],
    ['a name that is no UTF-8', changed(small, [[find(small, 'aaaa', 40), 0xff]]), /UTF-8|another name/],
    ['a header of another name', changed(small, [[find(small, 'bbbb'), 0x63]]), /the header of another name/],
    ['an encrypted member', directory(small, [8, 1]), /encrypted/],
    ['a method other than deflate', directory(small, [10, 12]), /packed by method 12/],
    ['a stored member of two sizes', directory(small, [20, 4]), /"aaaa.json" of 5 stored bytes, received 4/],
    ['a size that its header contradicts', directory(small, [20, 4], [24, 4]), /another size or CRC/],
    ['a CRC that its header contradicts', directory(small, [16, 0]), /another size or CRC/],
    ['a link', directory(small, [41, 0xa1]), /a link/],
    ['members that overlap', directory(small, [42, 44]), /header of "aaaa.json"|another name/],
    ['several disks', directory(small, [34, 1]), /one disk/],
    ['a directory cut short', changed(small, [[small.length - 12, 1]]), /one disk|directory/],
    ['a size beyond the file', directory(deflated, [20, 0xff], [23, 0x10]), /another size|inside of another part/],
    ['too many bytes unpacked', deflated, /at most 100 bytes unpacked, received 377/, { total: 100 }],
    ['a bomb', deflated, /packed at most 2 times smaller, received 350 bytes/, { floor: 100, ratio: 2 }],
  ])('%s', (_, bytes, message, limits = {}) => {
    const open = () => readZip(bytes, 'x.zip', limits);
    expect(open).toThrow(FileError);
    expect(open).toThrow(message);
  });

  test('content that was changed', async () => {
    const archive = readZip(changed(small, [[find(small, 'first'), 0x46]]));
    await expect(archive.read('aaaa.json')).rejects.toThrow(/"aaaa.json": expected content whose CRC-32/);
    expect(await archive.read('bbbb.json')).toEqual(encodeText('second'));
  });

  test('deflated content that was changed', async () => {
    const start = readZip(deflated).entries.get('assets/größe/名前.txt')?.start ?? 0;
    const broken = readZip(changed(deflated, [[start, 0xff]]), 'x.zip');
    await expect(broken.read('assets/größe/名前.txt')).rejects.toThrow(
      'x.zip: "assets/größe/名前.txt": expected deflated data, received damaged data.',
    );
  });

  test('a member that lies about its unpacked size in both places', async () => {
    const lying = new Uint8Array(deflated);
    const local = find(lying, 'PK\x03\x04', 10);
    const central = find(lying, 'PK\x01\x02', find(lying, 'PK\x01\x02') + 1);
    for (const at of [local + 22, central + 24]) lying[at + 1] = 0;
    await expect(readZip(lying).read('assets/größe/名前.txt')).rejects.toThrow(
      /expected \d+ bytes after unpacking, received more/,
    );
  });

  test('two members that share their bytes', () => {
    const shared = pack({ name: 'a', data: 'xx' }, { name: 'b', data: 'xx' });
    const second = find(shared, 'PK\x01\x02', find(shared, 'PK\x01\x02') + 1);
    const twin = changed(shared, [[second + 42, 0]]);
    expect(() => readZip(twin)).toThrow(/another name/);
  });

  test('a member inside of another', () => {
    const inner = pack({ name: 'b', data: 'xx' }).subarray(0, 33);
    const bytes = pack({ name: 'a', data: inner }, { name: 'b', data: 'xx' });
    const second = find(bytes, 'PK\x01\x02', find(bytes, 'PK\x01\x02') + 1);
    expect(() => readZip(changed(bytes, [[second + 42, 31]]))).toThrow(/inside of another part/);
  });
});

describe('writing', () => {
  test("is byte for byte what Python's zipfile writes", () => {
    expect(pack(...members)).toEqual(fixture(here, 'stored.zip'));
  });

  test('knows its size beforehand', () => {
    const source = writeZip(members);
    expect(source.size).toBe(gather(source).length);
  });

  test('gives the same bytes each time', () => {
    const source = writeZip(members);
    expect(gather(source)).toEqual(gather(source));
  });

  test('passes content through without a copy', () => {
    const data = new Uint8Array(1000);
    expect([...writeZip([{ name: 'a', data }]).chunks()]).toContain(data);
  });

  test.each([1, 2, 3, 8, 64])('aligns content to %i bytes on request', async (align) => {
    for (let length = 1; length < 20; length++) {
      const name = 'n'.repeat(length);
      const bytes = pack({ name: 'first', data: 'x' }, { name, data: 'content', align });
      const archive = readZip(bytes);
      expect((archive.entries.get(name)?.start ?? Number.NaN) % align).toBe(0);
      expect(await archive.read(name)).toEqual(encodeText('content'));
    }
  });

  test('uses zip64 for more than 65534 members', () => {
    const many = Array.from({ length: 65_536 }, (_, i) => ({ name: String(i), data: '' }));
    const bytes = pack(...many);
    expect(find(bytes, 'PK\x06\x06')).toBeGreaterThan(0);
    expect(readZip(bytes).entries.size).toBe(65_536);
  });

  test('sizes a member of 5 GB in zip64 without making it', () => {
    const source = writeZip([
      { name: 'big', data: { size: 5e9, chunks: () => [] } },
      { name: 'after', data: '' },
    ]);
    // Headers of 30 and 46 bytes, names twice, 20 bytes of sizes in each of big's, 12 for the offset of after, 98 to end.
    expect(source.size).toBe(5e9 + 2 * (30 + 46) + 2 * 3 + 2 * 5 + 20 + 20 + 12 + 98);
  });

  test('a source that gives another number of bytes is refused', () => {
    const source = writeZip([{ name: 'a', data: { size: 3, chunks: () => [Uint8Array.of(1)] } }]);
    expect(() => gather(source)).toThrow('writeZip: expected 3 bytes for "a", received 1.');
  });

  test.each(['', '/a', '../a', 'a/', 'a\\b', 'C:a', 'a//b'])('refuses the name "%s"', (name) => {
    expect(() => writeZip([{ name, data: '' }])).toThrow(/expected a relative path as a name/);
  });

  test('refuses a name twice', () => {
    expect(() => writeZip([members[0], members[0]].filter((m) => m !== undefined))).toThrow(/"metadata.json" twice/);
  });

  test('refuses years that zip cannot write', () => {
    const date = new Date(1979, 1, 1);
    expect(() => writeZip([{ name: 'a', data: '', date }])).toThrow(/a year from 1980 to 2107/);
  });
});
