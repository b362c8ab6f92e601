import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { copied, message } from './message.ts';
import { AttributeProtoSchema, ModelProtoSchema, NodeProtoSchema, TensorProtoSchema } from './proto/onnx_pb.ts';
import { encode } from './wire.ts';

const sources = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.onnx') && statSync(join(sources, path)).size < 2e6)
  .sort();

describe("the bytes of a message are those of the format's own library", () => {
  test('there are files of other programs to compare by', () => {
    expect(files.length).toBeGreaterThan(3);
  });

  test.each(files)('%s', (path) => {
    const model = fromBinary(ModelProtoSchema, readFileSync(join(sources, path)));
    expect(Buffer.from(encode<'onnx.ModelProto'>(model)).equals(toBinary(ModelProtoSchema, model))).toBe(true);
  });

  test('numbers of every size and sign', () => {
    const ints = [0n, 1n, 127n, 128n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 62n, 2n ** 63n - 1n, -1n, -(2n ** 63n)];
    const floats = [0, -0, 1.5, Number.NaN, -Infinity, 1e-40];
    for (const said of [
      ...ints.map((i) => ({ i })),
      ...floats.map((f) => ({ f })),
      { ints },
      { floats },
      { type: -7 },
    ]) {
      const attribute = message('onnx.AttributeProto', { name: 'a', ...said });
      expect(encode<'onnx.AttributeProto'>(attribute)).toEqual(toBinary(AttributeProtoSchema, attribute));
    }
  });

  test('texts, bytes short and long, and what was set to its default', () => {
    for (const size of [0, 3, 64, 65, 300, 20_000]) {
      const rawData = Uint8Array.from({ length: size }, (_, i) => i);
      const tensor = message('onnx.TensorProto', { name: 'Gewicht ∂ 🙂', dims: [BigInt(size)], dataType: 0, rawData });
      expect(encode<'onnx.TensorProto'>(tensor)).toEqual(toBinary(TensorProtoSchema, tensor));
    }
  });
});

test('what nothing was said of reads as its default, and is not written', () => {
  const node = message('onnx.NodeProto', { opType: 'Add' });
  expect(node.domain).toBe('');
  expect(node.attribute).toEqual([]);
  expect(fromBinary(NodeProtoSchema, encode<'onnx.NodeProto'>(node)).opType).toBe('Add');
  expect(encode<'onnx.NodeProto'>(node).length).toBe(5);
});

test('a copy shares nothing that can be changed', () => {
  const node = message('onnx.NodeProto', { input: ['a'], attribute: [message('onnx.AttributeProto', { i: 3n })] });
  const copy = copied(node);
  copy.input[0] = 'b';
  const [attribute] = copy.attribute;
  if (attribute) attribute.i = 4n;
  expect(node.input).toEqual(['a']);
  expect(node.attribute[0]?.i).toBe(3n);
  expect(copy.domain).toBe('');
});
