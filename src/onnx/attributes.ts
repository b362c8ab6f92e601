import type { OnnxAttribute } from '../graph/index.ts';
import { message } from './message.ts';
import type { AttributeProto } from './proto/onnx_pb.ts';

/** An attribute of a node. The types are those of AttributeProto: 1 float, 2 int, 3 string, 6 floats, 7 ints. */
export function attributeOf([name, value]: readonly [string, OnnxAttribute]): AttributeProto {
  if (typeof value === 'number') return message('onnx.AttributeProto', { name, type: 2, i: BigInt(value) });
  if (typeof value === 'string')
    return message('onnx.AttributeProto', { name, type: 3, s: new TextEncoder().encode(value) });
  if ('float' in value) return message('onnx.AttributeProto', { name, type: 1, f: value.float });
  if ('floats' in value) return message('onnx.AttributeProto', { name, type: 6, floats: [...value.floats] });
  return message('onnx.AttributeProto', { name, type: 7, ints: value.map(BigInt) });
}

/** A text that is equal for equal attributes. */
export function attributeText([name, value]: readonly [string, OnnxAttribute]): string {
  if (typeof value === 'string') return `${name}=${JSON.stringify(value)}`;
  const kind = typeof value === 'object' && !('length' in value) ? Object.keys(value) : '';
  const numbers = [
    typeof value === 'number' ? value : 'float' in value ? value.float : 'floats' in value ? value.floats : value,
  ];
  return `${name}=${kind}[${numbers.flat().map((x) => (Object.is(x, -0) ? '-0' : String(x)))}]`;
}
