import {
  type Body,
  type DType,
  dtypes,
  isStatic,
  type OnnxAttribute,
  type OnnxBuilder,
  sameDims,
  type Target,
  type Tensor,
  type TensorSpec,
  type TypedArray,
  type Unknown,
  type Value,
} from '../graph/index.ts';
import { internal } from '../utils/errors.ts';
import { attributeOf, attributeText } from './attributes.ts';
import { onnxTypes } from './dtypes.ts';
import { lower } from './lower.ts';
import { message } from './message.ts';
import { Products } from './products.ts';
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from './proto/onnx_pb.ts';
import { definedIn, renamedNode } from './rename.ts';
import { behind, usesOf } from './users.ts';

/** Names that are unique over a whole model: bodies of control flow share the one of their model. */
export class Names {
  #values = 0;
  readonly #axes = new Map<Unknown, string>();
  readonly #taken = new Set<string>();

  value(): string {
    for (;;) {
      const name = `v${this.#values++}`;
      if (!this.#taken.has(name)) return name;
    }
  }

  /** Takes a name for a value out of the running: it, or where it is taken already, it with a number. */
  claim(name: string): string {
    let free = name;
    for (let i = 1; this.#taken.has(free); i++) free = `${name}_${i}`;
    this.#taken.add(free);
    return free;
  }

  /** Gives an unknown axis a name that says what it is. */
  nameAxis(unknown: Unknown, name: string): void {
    this.#axes.set(unknown, name);
  }

  /** Whether an unknown axis has a name already. */
  knowsAxis(unknown: Unknown): boolean {
    return this.#axes.has(unknown);
  }

  /** The same name for the same unknown axis: what lets the engine plan memory once for all of them. */
  axis(unknown: Unknown): string {
    let name = this.#axes.get(unknown);
    if (name === undefined) {
      name = `d${this.#axes.size}`;
      this.#axes.set(unknown, name);
    }
    return name;
  }
}

/** Whether a node that says the same as another gives the same: not where it draws, nor where a value needs a name of its own. */
function isRepeatable(type: string): boolean {
  return !/^(Random|Bernoulli|Multinomial|Dropout|Identity)/.test(type);
}

/** Constants of more values than this are not looked for among those that are written. */
const longest = 64;

/**
 * Writes one ONNX graph. Nodes that say the same are written once, with as many outputs as are asked for: of two that differ in
 * these alone the engine would believe for ever that it could make one.
 */
export class GraphBuilder implements OnnxBuilder {
  readonly target: Target;
  readonly blocks: number;
  readonly names: Names;
  /** Where the nodes that are written now come from, for messages of the engine. */
  origin = '';
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #valueInfo: ValueInfoProto[] = [];
  readonly #constants = new Map<string, Value>();
  /** Nodes that are written already, by what they say. */
  readonly #known = new Map<string, NodeProto>();
  readonly #products = new Products();
  /** What was reshaped, by what it became. */
  readonly #reshapes = new Map<string, Value>();
  /** Constants without 0: shapes that do not depend on the one before. */
  readonly #lasting = new Set<string>();
  /** Lengths of unknown axes that are read already: values with the same axes need not be asked again. */
  readonly #lengths = new Map<string, Value>();
  /** The graph around, for a body of control flow. */
  readonly #outer: GraphBuilder | null;
  /** Constants of the graph around that are used here. */
  readonly #seen = new Set<string>();

  constructor(target: Target, names: Names = new Names(), outer: GraphBuilder | null = null, blocks: number = 0) {
    this.target = target;
    this.blocks = blocks;
    this.names = names;
    this.#outer = outer;
  }

  /** The graph of a body of control flow in this one. Its constants are written here. */
  body(): GraphBuilder {
    return new GraphBuilder(this.target, this.names, this, this.blocks);
  }

  /** Number of nodes written. */
  get count(): number {
    return this.#nodes.length;
  }

  /** An input of the graph. */
  input(spec: TensorSpec, name: string = this.names.value()): Value {
    this.#inputs.push(this.#info(name, spec));
    return { name, dims: spec.dims, dtype: spec.dtype };
  }

  node(
    type: string,
    inputs: readonly (Value | null)[],
    output: TensorSpec,
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): Value {
    const [value] = this.nodes(type, inputs, [output], attributes);
    return value ?? internal('a node without output');
  }

  nodes(
    type: string,
    inputs: readonly (Value | null)[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): readonly Value[] {
    if (type === 'Reshape') return this.#reshaped(inputs, outputs, attributes);
    return this.#once(type, inputs, outputs, attributes);
  }

  /** Of shapes that are given one after another, the last one counts. */
  #reshaped(
    [x = null, shape = null]: readonly (Value | null)[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): readonly Value[] {
    // A length of 0 may stand for the one before.
    const isWhole = shape !== null && this.#lasting.has(shape.name);
    const source = isWhole && x !== null ? (this.#reshapes.get(x.name) ?? x) : x;
    const [output] = outputs;
    if (source !== null && output !== undefined && sameDims(source.dims, output.dims)) return [source];
    const values = this.#once('Reshape', [source, shape], outputs, attributes);
    if (source !== null) for (const { name } of values) this.#reshapes.set(name, source);
    return values;
  }

  #once(
    type: string,
    inputs: readonly (Value | null)[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ): readonly Value[] {
    const said = Object.entries(attributes);
    const key = `${type}(${inputs.map((input) => input?.name ?? '').join()})${said.map(attributeText)}`;
    const known = isRepeatable(type) ? this.#known.get(key) : undefined;
    const node = known ?? this.#write(type, inputs, said.map(attributeOf));
    this.#known.set(key, node);
    // The dims are those that are asked for now: they may be known under other unknown axes.
    const values = outputs.map(({ dims, dtype }, i) => ({
      name: node.output[i] ?? this.#output(node, dims, dtype),
      dims,
      dtype,
    }));
    if (known === undefined) this.#products.notice(node, inputs);
    return values;
  }

  constant(dtype: DType, shape: readonly number[], data: readonly number[]): Value {
    return this.#shared(dtype, shape, data, () => dtypes[dtype].from(data));
  }

  /** Values of a formula; equal ones are written once. */
  embedded({ dtype, dims }: TensorSpec, data: TypedArray): Value {
    if (data.length > longest || !isStatic(dims)) return this.data({ dtype, dims }, data);
    return this.#shared(dtype, dims, Array.from<number | bigint>(data), () => data);
  }

  #shared(dtype: DType, shape: readonly number[], said: readonly (number | bigint)[], data: () => TypedArray): Value {
    if (this.#outer !== null) return this.#outside(this.#outer.#shared(dtype, shape, said, data));
    // Text has -0 as 0, and these are different constants.
    const key = `${dtype}[${shape}]${said.map((x) => (Object.is(x, -0) ? '-0' : x))}`;
    let value = this.#constants.get(key);
    if (value === undefined) {
      value = this.data({ dtype, dims: shape }, data());
      this.#constants.set(key, value);
    }
    return value;
  }

  ints(values: readonly number[]): Value {
    const shape = this.constant('int64', [values.length], values);
    if (!values.includes(0)) this.#lasting.add(shape.name);
    return shape;
  }

  /** Values written into the graph. */
  data(spec: TensorSpec, data: TypedArray, name: string = this.names.value()): Value {
    if (this.#outer !== null) return this.#outside(this.#outer.data(spec, data, name));
    const { dims, dtype } = spec;
    if (!isStatic(dims)) internal('a constant of unknown shape');
    this.#initializers.push(
      message('onnx.TensorProto', {
        name,
        dims: dims.map(BigInt),
        dataType: onnxTypes[dtype],
        rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
      }),
    );
    return { name, dims, dtype };
  }

  shapeOf(x: Value, start = 0, end = x.dims.length): Value {
    const dims = x.dims.slice(start, end);
    if (isStatic(dims)) return this.ints(dims);
    const key = dims.map((dim) => (typeof dim === 'number' ? dim : this.names.axis(dim))).join();
    const known =
      this.#lengths.get(key) ?? this.node('Shape', [x], { dtype: 'int64', dims: [end - start] }, { start, end });
    this.#lengths.set(key, known);
    return known;
  }

  dimsOf(dims: TensorSpec['dims'], like: Value): Value {
    return isStatic(dims) ? this.ints(dims) : this.shapeOf(like);
  }

  nodeWithBody(
    type: string,
    inputs: readonly Value[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    body: Body,
    captured: readonly (readonly [Tensor, Value])[],
  ): readonly Value[] {
    const inner = new GraphBuilder(this.target, this.names, null, this.blocks);
    const values = new Map(captured);
    for (const tensor of body.inputs) values.set(tensor, inner.input(tensor));
    const results = inner.distinct(lower(inner, body.outputs, values), values.values());
    return this.nodesWithGraph(type, inputs, outputs, attributes, inner.graph(results));
  }

  /** A control-flow node whose body graph is already written. */
  nodesWithGraph(
    type: string,
    inputs: readonly Value[],
    outputs: readonly TensorSpec[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    graph: GraphProto,
  ): readonly Value[] {
    const bodyAttribute = message('onnx.AttributeProto', { name: 'body', type: 5, g: graph });
    const node = this.#write(type, inputs, [...Object.entries(attributes).map(attributeOf), bodyAttribute]);
    return outputs.map(({ dims, dtype }) => ({ name: this.#output(node, dims, dtype), dims, dtype }));
  }

  /**
   * Writes a graph that stands in another file: its nodes and constants, under names of this model.
   *
   * @param given - values in the place of its inputs and weights, by their names there.
   * @returns the names here of all its values, by their names there.
   */
  paste(graph: GraphProto, given: ReadonlyMap<string, Value>): ReadonlyMap<string, string> {
    const names = new Map([...given].map(([name, value]) => [name, value.name]));
    for (const name of definedIn(graph)) if (!names.has(name)) names.set(name, this.names.value());
    for (const initializer of graph.initializer)
      if (!given.has(initializer.name))
        this.#initializers.push({ ...initializer, name: names.get(initializer.name) ?? initializer.name });
    for (const node of graph.node) {
      const copy = renamedNode(node, names);
      copy.name = `${this.origin}/${node.name || node.opType}#${this.#nodes.length}`;
      this.#nodes.push(copy);
    }
    return names;
  }

  /** Graph outputs need names of their own: one that is an input, or stands twice, gets an Identity. */
  distinct(outputs: readonly Value[], taken: Iterable<Value>): Value[] {
    const names = new Set([...this.#seen, ...[...taken].map((value) => value.name)]);
    return outputs.map((output) => {
      const own = names.has(output.name) ? this.node('Identity', [output], output) : output;
      names.add(own.name);
      return own;
    });
  }

  /** The finished graph for the engine, which reads fewer nodes in less time. */
  compact(outputs: readonly Value[]): GraphProto {
    const graph = this.graph(outputs);
    const names = outputs.map(({ name }) => name);
    const node = behind(this.#products.joined(graph.node, usesOf(graph)), names);
    const given = new Set(node.flatMap(({ output }) => output));
    const valueInfo = graph.valueInfo.filter(({ name }) => given.has(name));
    return message('onnx.GraphProto', { ...graph, node, valueInfo });
  }

  /** The finished graph. */
  graph(outputs: readonly Value[]): GraphProto {
    return message('onnx.GraphProto', {
      name: 'layerwise',
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: outputs.map((output) => this.#info(output.name, output)),
      valueInfo: this.#valueInfo,
    });
  }

  /** A value of the graph around: one that a body sees, and cannot give as its own. */
  #outside(value: Value): Value {
    this.#seen.add(value.name);
    return value;
  }

  #write(type: string, inputs: readonly (Value | null)[], attribute: AttributeProto[]): NodeProto {
    const domain = type.lastIndexOf('.');
    const node = message('onnx.NodeProto', {
      opType: type.slice(domain + 1),
      ...(domain > 0 && { domain: type.slice(0, domain) }),
      name: `${this.origin}#${this.#nodes.length}`,
      input: inputs.map((input) => input?.name ?? ''),
      attribute,
    });
    this.#nodes.push(node);
    return node;
  }

  /** The name of one more output of a node. */
  #output(node: NodeProto, dims: TensorSpec['dims'], dtype: DType): string {
    const name = this.names.value();
    node.output.push(name);
    // The engine infers static shapes by itself; only which unknown axes are the same it cannot know.
    if (!isStatic(dims)) this.#valueInfo.push(this.#info(name, { dims, dtype }));
    return name;
  }

  #info(name: string, { dims, dtype }: TensorSpec): ValueInfoProto {
    const dim = dims.map((length) =>
      message('onnx.TensorShapeProto.Dimension', {
        value:
          typeof length === 'number'
            ? { case: 'dimValue', value: BigInt(length) }
            : { case: 'dimParam', value: this.names.axis(length) },
      }),
    );
    const shape = message('onnx.TensorShapeProto', { dim });
    const tensorType = message('onnx.TypeProto.Tensor', { elemType: onnxTypes[dtype], shape });
    return message('onnx.ValueInfoProto', { name, type: message('onnx.TypeProto', { tensorType }) });
  }
}
