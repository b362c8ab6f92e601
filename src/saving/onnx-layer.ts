import {
  applyAll,
  defineOps,
  type Op,
  type Structure,
  Tensor,
  type TensorSpec,
  type Variable,
} from '../graph/index.ts';
import { Layer } from '../layers/index.ts';
import { isPlain } from '../layers/inspect.ts';
import type { LayerConfig } from '../layers/options.ts';
import { GraphBuilder, onnxTypes } from '../onnx/index.ts';
import { ArgumentError, GradientError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { didYouMean } from '../utils/names.ts';
import { type ImportedGraph, outputSpecs, type ValueSpec } from './onnx-imported.ts';

/** The inputs and weights of the op that stands for the whole graph. */
interface Slots {
  readonly [name: string]: 'many';
  readonly inputs: 'many';
  readonly weights: 'many';
}

/**
 * An ONNX model as a frozen layer; made by `importOnnx`. Its nodes are written into the graph in which it is called, so there
 * is one session, whatever stands before and after.
 *
 * A model of one input is called on a tensor, one of several on a list in their order or a record by their names. One output
 * comes back as a tensor, several as a record by their names.
 */
export class OnnxModel<In extends Structure = Tensor, Out extends Structure = Tensor> extends Layer<
  LayerConfig,
  never,
  In,
  Out
> {
  static override readonly className = 'OnnxModel';
  /** What the model takes, in its order. */
  readonly inputSpecs: readonly ValueSpec[];
  /** What it gives, in its order. */
  readonly outputSpecs: readonly ValueSpec[];
  readonly #weights: readonly Variable[];
  readonly #op: Op<Slots>;

  constructor(graph: ImportedGraph, name?: string) {
    super(name === undefined ? {} : { name });
    this.inputSpecs = graph.inputs;
    this.outputSpecs = graph.outputs;
    this.#weights = graph.weights.map(({ name: weight, shape, read }) =>
      this.addWeight(weight, shape, {
        trainable: false,
        // The values are in the file; nothing is drawn.
        initializer: { className: 'Constant', draw: () => read(), getConfig: () => ({}) },
      }),
    );
    this.#op = opOf(this.label, graph);
    this.built = true;
  }

  override get supportsMasking(): boolean {
    return false;
  }

  protected override call(inputs: In): Out {
    const outputs = applyAll(this.#op, { inputs: this.#inOrder(inputs), weights: this.#weights }, {});
    const [only] = outputs;
    if (outputs.length === 1 && only !== undefined) return only as Structure as Out; // what the caller says of it
    const record = Object.fromEntries(
      this.outputSpecs.map(({ name }, i) => [name, outputs[i] ?? internal('an output is missing')]),
    );
    return record as Structure as Out; // what the caller says of it
  }

  /** An imported model is no part of a `.keras` file, which holds classes and configs of Keras. */
  override getConfig(): Readonly<Record<string, Json>> {
    throw new ArgumentError(`${this.label}: saving`, {
      expected: 'layers of Keras or of your own',
      received: 'an imported ONNX model, for which Keras has none',
      mend: "Export the whole model: model.export('model.onnx'). Weights alone are saved by model.saveWeights.",
    });
  }

  #inOrder(inputs: Structure): readonly Tensor[] {
    const names = this.inputSpecs.map(({ name }) => name);
    const refuse = (received: string, mend = ''): never => {
      throw new ArgumentError(this.label, {
        expected:
          names.length === 1 ? 'one tensor' : `a list or a record of ${names.length} tensors (${names.join(', ')})`,
        received,
        mend,
      });
    };
    if (inputs instanceof Tensor) return names.length === 1 ? [inputs] : refuse('one tensor');
    if (Array.isArray(inputs)) {
      const tensors = inputs.filter((part) => part instanceof Tensor);
      return tensors.length === names.length ? tensors : refuse(`${tensors.length}`);
    }
    if (!isPlain(inputs)) return refuse('neither');
    const stray = Object.keys(inputs).find((key) => !names.includes(key));
    if (stray !== undefined) return refuse(`'${stray}'`, didYouMean(stray, names));
    return names.map((name) => {
      const tensor = inputs[name];
      return tensor instanceof Tensor ? tensor : refuse(`nothing for '${name}'`);
    });
  }
}

/** The op that stands for a graph. Each import has its own, so equal graphs of programs are told by it. */
function opOf(label: string, graph: ImportedGraph): Op<Slots> {
  const weights = graph.weights.map(({ name }) => name);
  return defineOps<Slots, unknown>({
    name: 'onnx',
    inputs: { inputs: 'many', weights: 'many' },
    infer: ({ inputs }) => outputSpecs(label, graph, inputs),
    gradient: () => {
      throw new GradientError(label, {
        expected: 'to learn only behind an imported model',
        received: 'trainable weights before it',
        mend: 'An ONNX graph has no gradient. Freeze what stands before it (layer.trainable = false), or cut there: ops.stopGradient(x).',
      });
    },
    lower: (onnx, { inputs, weights: values }, _, outputs) => {
      if (!(onnx instanceof GraphBuilder)) internal('a graph is pasted into something else');
      const given = new Map(
        inputs.map((value, i) => {
          const { name, dtype } = graph.inputs[i] ?? internal('an input is missing');
          // Indices come as int32 and are often int64 in such files.
          const typed = { dims: value.dims, dtype };
          return [name, value.dtype === dtype ? value : onnx.node('Cast', [value], typed, { to: onnxTypes[dtype] })];
        }),
      );
      for (const [i, value] of values.entries()) given.set(weights[i] ?? internal('a weight is missing'), value);
      const names = onnx.paste(graph.graph, given);
      return graph.outputs.map(({ name }, i) => {
        const spec: TensorSpec = outputs[i] ?? internal('an output is missing');
        return { name: names.get(name) ?? internal(`${name} was not pasted`), dims: spec.dims, dtype: spec.dtype };
      });
    },
  });
}
