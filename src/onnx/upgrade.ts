import { FileError } from '../utils/errors.ts';
import { message } from './message.ts';
import { opset as ownOpset } from './model.ts';
import { makeNode } from './nodes.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.ts';
import { bodiesOf } from './rename.ts';

/** The oldest opset that is read: before it, operators broadcast by attributes. */
const oldest = 7;

/**
 * Says the nodes of a graph in our own opset: what older ones said by attributes became inputs, and some operators were
 * renamed. The graph itself changes.
 *
 * @throws {FileError} for opsets and operators that cannot be said in ours.
 * @see https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
export function upgrade(where: string, graph: GraphProto, from: number): void {
  if (!(from >= oldest && from <= newest))
    throw new FileError(where, {
      expected: `an opset from ${oldest} to ${newest}`,
      received: String(from),
      mend: 'Convert it first: onnx.version_converter.convert_version(model, 21).',
    });
  let count = 0;
  const visit = (one: GraphProto): void => {
    one.node = one.node.flatMap((node) => {
      if (node.domain === 'ai.onnx') node.domain = '';
      for (const body of bodiesOf(node)) visit(body);
      if (node.domain !== '') return [node];
      const change = changes[node.opType]?.find(({ before, since }) =>
        before === undefined ? from > ownOpset && since !== undefined : from < before,
      );
      if (change === undefined) return [node];
      const write = writer(node, `upgraded${count++}`);
      const nodes = change.nodes(node, write, from);
      if (nodes !== null) return nodes;
      throw new FileError(where, {
        expected: `operators that opset ${ownOpset} has`,
        received: `${node.opType} as opset ${from} has it`,
        mend: `Export it with opset ${ownOpset}, or convert it: onnx.version_converter.convert_version(model, ${ownOpset}).`,
      });
    });
  };
  visit(graph);
}

const newest = 25;

type Attribute = Omit<NodeProto['attribute'][number], '$typeName' | '$unknown'>;

/** How one operator is said in our opset, where a model's is `before` this version, or later than ours. */
interface Change {
  readonly before?: number;
  readonly since?: number;
  /** The nodes in its place; null where there is no way to say it. */
  readonly nodes: (node: NodeProto, write: Writer, from: number) => readonly NodeProto[] | null;
}

/** Makes nodes beside one that is being replaced. */
interface Writer {
  name(part: string): string;
  /** A constant int64 vector: the node that makes it, and its name. */
  ints(part: string, values: readonly bigint[]): readonly [NodeProto, string];
  float(part: string, value: number): readonly [NodeProto, string];
  floats(part: string, values: readonly number[]): readonly [NodeProto, string];
}

/** An attribute that became an input of int64s at this place. */
function listToInput(before: number, attribute: string, place: number): Change {
  return {
    before,
    nodes: (node, write) => {
      const found = taken(node, attribute);
      if (found === null) return [node];
      const [constant, name] = write.ints(attribute, found.ints);
      node.input = [...node.input.slice(0, place), name];
      return [constant, node];
    },
  };
}

const reduction = (before: number): readonly Change[] => [listToInput(before, 'axes', 1)];

/** Before 13, these flattened to a matrix first, at `axis`, and worked along its rows. */
const rowwise: readonly Change[] = [
  {
    before: 13,
    nodes: (node, write) => {
      const axis = Number(taken(node, 'axis')?.i ?? 1n);
      const last = makeNode(node.opType, node.name, node.input, node.output, { axis: -1 });
      if (axis === -1) return [last];
      const [x = ''] = node.input;
      const [flat, result, shape] = ['flat', 'rows', 'shape'].map(write.name) as [string, string, string]; // three for three
      last.input = [flat];
      const outputs = last.output;
      last.output = [result];
      return [
        makeNode('Flatten', write.name('flatten'), [x], [flat], { axis }),
        last,
        makeNode('Shape', write.name('shapeOf'), [x], [shape]),
        makeNode('Reshape', write.name('reshape'), [result, shape], outputs),
      ];
    },
  },
];

const none: Change['nodes'] = () => null;
const laterOnly: readonly Change[] = [{ since: 22, nodes: none }];

/** The first change that applies counts. Operators that are not listed mean the same in all opsets that are read. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  Squeeze: [listToInput(13, 'axes', 1)],
  Unsqueeze: [listToInput(13, 'axes', 1)],
  ReduceSum: reduction(13),
  ReduceMax: reduction(18),
  ReduceMin: reduction(18),
  ReduceMean: reduction(18),
  ReduceProd: reduction(18),
  ReduceL1: reduction(18),
  ReduceL2: reduction(18),
  ReduceLogSum: reduction(18),
  ReduceLogSumExp: reduction(18),
  ReduceSumSquare: reduction(18),
  Softmax: rowwise,
  LogSoftmax: rowwise,
  Hardmax: rowwise,
  Split: [
    {
      before: 18,
      nodes: (node, write, from) => {
        const sizes = from < 13 ? taken(node, 'split') : null;
        if (sizes !== null) {
          const [constant, name] = write.ints('split', sizes.ints);
          node.input = [node.input[0] ?? '', name];
          return [constant, node];
        }
        // Equal parts: from 18 on their number is said.
        if ((node.input[1] ?? '') === '')
          node.attribute.push(
            message('onnx.AttributeProto', { name: 'num_outputs', type: 2, i: BigInt(node.output.length) }),
          );
        return [node];
      },
    },
  ],
  Clip: [
    {
      before: 11,
      nodes: (node, write) => {
        const bounds = (['min', 'max'] as const).map((bound) => {
          const found = taken(node, bound);
          return found === null ? null : write.float(bound, found.f);
        });
        node.input = [node.input[0] ?? '', ...bounds.map((bound) => bound?.[1] ?? '')];
        return [...bounds.flatMap((bound) => bound?.[0] ?? []), node];
      },
    },
  ],
  Slice: [
    {
      before: 10,
      nodes: (node, write) => {
        const parts = ['starts', 'ends', 'axes'].map((part) => {
          const found = taken(node, part);
          return found === null ? null : write.ints(part, found.ints);
        });
        node.input = [node.input[0] ?? '', ...parts.map((part) => part?.[1] ?? '')];
        while (node.input.at(-1) === '') node.input.pop();
        return [...parts.flatMap((part) => part?.[0] ?? []), node];
      },
    },
  ],
  TopK: [
    {
      before: 10,
      nodes: (node, write) => {
        const [constant, name] = write.ints('k', [taken(node, 'k')?.i ?? 1n]);
        node.input = [node.input[0] ?? '', name];
        return [constant, node];
      },
    },
  ],
  Pad: [
    {
      before: 11,
      nodes: (node, write) => {
        const [sizes, name] = write.ints('pads', taken(node, 'pads')?.ints ?? []);
        const [value, valueName] = write.float('value', taken(node, 'value')?.f ?? 0);
        node.input = [node.input[0] ?? '', name, valueName];
        return [sizes, value, node];
      },
    },
  ],
  Dropout: [
    {
      before: 12,
      nodes: (node) => (node.output.length > 1 ? null : [makeNode('Identity', node.name, node.input, node.output)]),
    },
  ],
  BatchNormalization: [
    {
      before: 14,
      nodes: (node) => {
        taken(node, 'spatial');
        return node.output.filter((name) => name !== '').length > 1 ? null : [node];
      },
    },
  ],
  Upsample: [
    {
      before: 10,
      nodes: (node, write) => {
        const scales = taken(node, 'scales');
        const list = scales === null ? null : write.floats('scales', scales.floats);
        return [...(list === null ? [] : [list[0]]), resized(node, list?.[1] ?? node.input[1] ?? '')];
      },
    },
  ],
  Resize: [{ before: 11, nodes: (node) => [resized(node, node.input[1] ?? '')] }],
  Scatter: [
    {
      before: 11,
      nodes: (node) => {
        node.opType = 'ScatterElements';
        return [node];
      },
    },
  ],
  GridSample: [
    {
      before: 20,
      nodes: (node) => {
        const mode = node.attribute.find(({ name }) => name === 'mode');
        const newer: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };
        if (mode !== undefined) mode.s = encoded(newer[decoded(mode.s)] ?? decoded(mode.s));
        return [node];
      },
    },
  ],
  Scan: [{ before: 9, nodes: none }],
  GroupNormalization: [{ before: 21, nodes: none }],
  DFT: [{ before: 20, nodes: none }],
  Attention: laterOnly,
  BitCast: laterOnly,
  CumProd: laterOnly,
  RMSNormalization: laterOnly,
  RotaryEmbedding: laterOnly,
  Swish: laterOnly,
  TensorScatter: laterOnly,
};

/** Before 11, scaling had one way to place the pixels. */
function resized(node: NodeProto, scales: string): NodeProto {
  const mode = taken(node, 'mode');
  return makeNode('Resize', node.name, [node.input[0] ?? '', '', scales], node.output, {
    mode: mode === null ? 'nearest' : decoded(mode.s),
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}

/** An attribute, taken off its node. */
function taken(node: NodeProto, name: string): Attribute | null {
  const index = node.attribute.findIndex((attribute) => attribute.name === name);
  return index === -1 ? null : (node.attribute.splice(index, 1)[0] ?? null);
}

function writer(node: NodeProto, prefix: string): Writer {
  const name = (part: string): string => `${prefix}/${part}`;
  const constant = (part: string, attribute: Partial<Attribute>): readonly [NodeProto, string] => {
    const made = makeNode('Constant', `${node.name}/${part}`, [], [name(part)]);
    made.attribute.push(message('onnx.AttributeProto', attribute));
    return [made, name(part)];
  };
  return {
    name,
    // Whole numbers stay as they are: the end of a slice may be the largest of 64 bits.
    ints: (part, values) => constant(part, { name: 'value_ints', type: 7, ints: [...values] }),
    float: (part, value) => constant(part, { name: 'value_float', type: 1, f: value }),
    floats: (part, values) => constant(part, { name: 'value_floats', type: 6, floats: [...values] }),
  };
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
