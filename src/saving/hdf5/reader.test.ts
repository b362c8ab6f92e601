import { describe, expect, test } from 'vitest';
import { changed, type Described, find, fixture, describe as shown } from '../../testing/byteFixtures.ts';
import { FileError } from '../../utils/errors.ts';
import { type AttributeValue, Hdf5Dataset, Hdf5Group, readHdf5 } from './index.ts';

const here = import.meta.url;
const open = (name: string) => readHdf5(fixture(here, name), name);

interface Contents {
  readonly datasets: Readonly<Record<string, Described>>;
  readonly attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const recorded = (name: string): Contents => JSON.parse(new TextDecoder().decode(fixture(here, name)));
const dtypes = recorded('dtypes.json');
const chunked = recorded('chunked.json');

/** Paths of all datasets below a group. */
function* paths(group: Hdf5Group): Generator<string> {
  for (const key of group.keys()) {
    const member = group.get(key);
    if (member instanceof Hdf5Group) yield* paths(member);
    else if (member) yield member.path;
  }
}

/** An attribute in the words of the record. */
function plain(value: AttributeValue | undefined): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return 'dtype' in value ? shown(value) : value;
}

describe.each(['dtypes.h5', 'dtypes.latest.h5'])('%s', (name) => {
  const file = open(name);

  test('has the members that h5py wrote', () => {
    expect([...paths(file)].sort()).toEqual(Object.keys(dtypes.datasets).sort());
  });

  test.each(Object.entries(dtypes.datasets))('dataset %s', async (path, array) => {
    const dataset = file.dataset(path);
    expect({ shape: dataset.shape, dtype: dataset.dtype }).toEqual({ shape: array.shape, dtype: array.dtype });
    expect(shown(await dataset.read())).toEqual(array);
  });

  test.each(
    Object.entries(dtypes.attributes).flatMap(([path, values]) =>
      Object.entries(values).map(([key, value]) => [path, key, value] as const),
    ),
  )('attribute %s %s', (path, key, value) => {
    expect(plain(file.get(path)?.attributes.get(key))).toEqual(value);
  });

  test('attributes have the names that h5py wrote', () => {
    expect(file.group('attributes').attributes.names.sort()).toEqual(
      Object.keys(dtypes.attributes['attributes'] ?? {}).sort(),
    );
  });
});

describe.each(['chunked.h5', 'chunked.v108.h5', 'chunked.latest.h5'])('%s', (name) => {
  const file = open(name);

  test.each(file.keys())('dataset %s', async (path) => {
    expect(shown(await file.dataset(path).read())).toEqual(chunked.datasets[path]);
  });

  test('has every dataset', () => {
    const known = Object.keys(chunked.datasets).filter((path) => path !== 'growing' || name === 'chunked.h5');
    expect(file.keys().sort()).toEqual(known.sort());
  });
});

describe.each(['many.h5', 'many.latest.h5'])('%s', (name) => {
  const many = open(name).group('many');

  test('finds each of 300 members', async () => {
    for (let i = 0; i < 300; i++) {
      expect(await many.dataset(`member ${i}`).read()).toEqual({
        dtype: 'uint8',
        shape: [],
        data: Uint8Array.of(i % 256),
      });
    }
  });

  test('lists members in the order of their bytes', () => {
    const names = Array.from({ length: 300 }, (_, i) => `member ${i}`);
    expect(many.keys()).toEqual(names.sort());
  });
});

test('finds each of 100 attributes', () => {
  const { attributes } = open('many.latest.h5').group('many');
  expect(attributes.names).toHaveLength(100);
  for (let i = 0; i < 100; i++) expect(attributes.get(`attribute ${i}`)).toBe(i);
});

test("reads Keras's weights", async () => {
  const file = open('model.weights.h5');
  const weights: Record<string, Described> = JSON.parse(new TextDecoder().decode(fixture(here, 'model.json')));
  const places = {
    'layers/dense/vars/0': 'sequential/dense/kernel',
    'layers/dense/vars/1': 'sequential/dense/bias',
    'layers/batch_normalization/vars/2': 'sequential/batch_normalization/moving_mean',
    'layers/dense_1/vars/0': 'sequential/dense_1/kernel',
  };
  for (const [place, path] of Object.entries(places)) {
    const weight = Object.entries(weights).find(([known]) => path.endsWith(known));
    expect(shown(await file.dataset(place).read())).toEqual(weight?.[1]);
  }
  expect(file.group('layers/dense_1/vars').attributes.get('name')).toBe('dense_1');
});

test("reads Keras's legacy files", async () => {
  const file = open('legacy.h5');
  expect(file.attributes.get('keras_version')).toBe('3.15.1');
  expect(JSON.parse(String(file.attributes.get('model_config'))).class_name).toBe('Sequential');
  const weights = file.group('model_weights');
  expect(weights.attributes.get('layer_names')).toEqual(['dense', 'batch_normalization', 'dense_1']);
  const [kernel] = [weights.group('dense').attributes.get('weight_names')].flat();
  expect(weights.dataset(`dense/${String(kernel)}`).shape).toEqual([4, 3]);
});

test('reads a file behind a block of the user', async () => {
  expect((await open('userblock.h5').dataset('x').read()).data).toEqual(Float32Array.of(0, 1, 2));
});

test('values at an aligned place are a view of the file', async () => {
  const bytes = fixture(here, 'dtypes.h5');
  for (const shift of [0, 1, 2, 3, 4, 5, 6, 7]) {
    const moved = new Uint8Array(bytes.length + 8).subarray(shift);
    moved.set(bytes);
    const file = readHdf5(moved.subarray(0, bytes.length));
    const { data } = await file.dataset('layers/int8').read();
    expect(data).toHaveProperty('buffer', moved.buffer);
    const floats = await file.dataset('layers/float32').read();
    expect(shown(floats)).toEqual(dtypes.datasets['layers/float32']);
  }
});

test('a missing member is undefined, and an error where it is needed', () => {
  const file = open('dtypes.h5');
  expect(file.get('layers/nothing')).toBeUndefined();
  expect(file.get('compact/below/a/dataset')).toBeUndefined();
  expect(file.has('layers')).toBe(true);
  expect(() => file.group('layrs')).toThrow(
    'dtypes.h5: expected a group "layrs" in the file, received none. Did you mean \'layers\'?',
  );
  expect(() => file.dataset('layers')).toThrow('dtypes.h5: expected a dataset "layers" in the file, received a group.');
});

describe('refuses', () => {
  test.each([
    ['compound', /compound values/],
    ['complex', /compound values/],
    ['opaque', /opaque items of 3 bytes/],
    ['lists', /lists of varying length/],
    ['enumeration', /an enumeration other than FALSE and TRUE/],
    ['references', /references/],
    ['named', /neither/],
    ['with named', /a shared one/],
    ['null', /the empty value/],
    ['lzf', /filter 32000/],
    ['external', /data in other files/],
    ['virtual', /data in other datasets/],
    ['huge', /data for the shape \[1099511627776\], received none/],
    ['huge chunks', /4398046511104 declared/],
  ])('a dataset of the kind "%s"', (path, message) => {
    const file = open('refused.h5');
    expect(() => file.get(path)).toThrow(FileError);
    expect(() => file.get(path)).toThrow(message);
  });

  test('attributes that are references, and only these', () => {
    const { attributes } = open('refused.h5').group('attributes');
    expect(() => attributes.get('reference')).toThrow(/references/);
    expect(attributes.get('fine')).toBe(1);
  });

  test('soft links', () => {
    const file = open('links.h5');
    expect(() => file.get('group/soft')).toThrow(/a link of the kind "soft"/);
    expect(() => file.get('loop/soft')).toThrow(/a link of the kind "soft"/);
  });

  test('external links', () => {
    const file = open('external.h5');
    expect(() => file.get('outside')).toThrow(/a link of the kind "external"/);
    expect(file.get('x')).toBeInstanceOf(Hdf5Dataset);
  });

  test('loops', () => {
    expect(() => open('links.h5').get('loop/up/up/up')).toThrow(
      'one path to each object, received "loop" and "loop/up"',
    );
  });

  test('a second path to an object', () => {
    const file = open('links.h5');
    file.get('group');
    expect(() => file.get('twice')).toThrow('received "group" and "twice" for the same one');
  });

  const model = fixture(here, 'model.weights.h5');
  const little = fixture(here, 'userblock.h5');
  const longer = (at: number) => changed(little, [[at, 0xff]]);

  test.each([
    ['an empty file', new Uint8Array(0), /an HDF5 file/],
    ['a zip file', Uint8Array.of(0x50, 0x4b, 3, 4), /an HDF5 file/],
    ['a file cut short', model.subarray(0, -1), /expected 24232 bytes, as its superblock says, received 24231/],
    ['a later superblock', changed(model, [[8, 4]]), /a superblock of version 0 to 3, received version 4/],
    ['offsets of 4 bytes', changed(model, [[13, 4]]), /offsets and lengths of 8 bytes/],
    ['a root beyond the file', changed(model, [[66, 1]]), /65632/],
    ['a tree of many levels', changed(model, [[find(model, 'TREE') + 5, 40]]), /a B-tree node below level 32/],
    ['a tree that is its own child', loop(model), /B-tree node below|symbol table/],
    ['a heap that is longer than the file', changed(model, [[find(model, 'HEAP') + 10, 9]]), /bytes at byte/],
    ['a group of too many members', changed(model, [[find(model, 'SNOD') + 7, 0xff]]), /bytes at byte|bytes can hold/],
  ])('%s', (_, bytes, message) => {
    expect(() => readHdf5(bytes)).toThrow(FileError);
    expect(() => readHdf5(bytes)).toThrow(message);
  });

  test('values whose size is not their shape', () => {
    const shape = find(little, '\x01\x00\x18\x00') + 16;
    expect(() => readHdf5(longer(shape)).get('x')).toThrow(/1020 bytes for the shape \[255\], received 12/);
  });

  test('a shape of 2^56 elements', () => {
    const shape = find(little, '\x01\x00\x18\x00') + 16;
    expect(() => readHdf5(longer(shape + 7)).get('x')).toThrow(/2\^53/);
  });

  test('values beyond the file', () => {
    const layout = find(little, '\x08\x00\x18\x00') + 10;
    expect(() => readHdf5(longer(layout + 2)).get('x')).toThrow(/12 bytes at byte/);
  });

  test('chunks that were changed', async () => {
    const bytes = fixture(here, 'chunked.h5');
    const file = readHdf5(bytes);
    const values = Buffer.from(new Float32Array([0, 1, 2, 3]).buffer).toString('latin1');
    const checked = find(bytes, values, find(bytes, values) + 1);
    const broken = readHdf5(changed(bytes, [[checked + 1, 1]]));
    const outcomes = await Promise.allSettled(file.keys().map((key) => broken.dataset(key).read()));
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => String(reason));
    expect(failures).toEqual([expect.stringMatching(/"fletcher": expected chunks whose Fletcher-32 checksum/)]);
  });

  test('deflated chunks that were changed', async () => {
    const bytes = fixture(here, 'chunked.h5');
    const start = find(bytes, '\x78\xda');
    const file = readHdf5(changed(bytes, [[start + 2, 0xff]]));
    await expect(file.dataset('gzip').read()).rejects.toThrow(/"gzip": expected deflated data, received damaged data/);
  });
});

/** The first tree points to itself and says that its level is 1. */
function loop(bytes: Uint8Array): Uint8Array {
  const tree = find(bytes, 'TREE');
  return changed(bytes, [
    [tree + 5, 1],
    ...Array.from({ length: 8 }, (_, i) => [tree + 32 + i, Math.floor(tree / 256 ** i) % 256] as const),
  ]);
}
