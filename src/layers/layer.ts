import { constraintOf } from '../constraints/index.ts';
import {
  type Caller,
  call,
  currentScope,
  isTraining,
  leaves,
  type Mapped,
  maskOf,
  recorder,
  repack,
  type Scope,
  type Shape,
  type Structure,
  setMask,
  shapeRecorder,
  shown,
  Tensor,
  type TensorLike,
  type TypedArray,
  tensor,
  Variable,
  within,
} from '../graph/index.ts';
import { initializerOf } from '../initializers/index.ts';
import { cast, countOf, divide } from '../ops/index.ts';
import { regularizerOf } from '../regularizers/index.ts';
import { ArgumentError, internal, ShapeError } from '../utils/errors.ts';
import { CallSite } from './call-site.ts';
import { Callable } from './callable.ts';
import { type Json, kerasConfig, optionsOf, type Revive, settled } from './config.ts';
import {
  checkInputs,
  checkName,
  checkOptions,
  incomingMask,
  isPlain,
  placeholders,
  shapesOf,
  withLayer,
  withoutUndefined,
} from './inspect.ts';
import { automaticName, factoryName, labelOf } from './naming.ts';
import type { CallOptions, LayerArguments, LayerConfig, LayerExtras, WeightOptions } from './options.ts';

/** A layer of any kind, as lists of layers hold it. */
export type AnyLayer = Layer<LayerConfig, never, never, Structure, never>;

/**
 * Base of all layers. A layer writes `build`, which makes its weights when the input shape is known, and `call`, which
 * computes; the rest (names, tracking, shapes, config, masks) follows from these two.
 *
 * @example
 * class Scale extends Layer {
 *   static override readonly className = 'Scale';
 *   factor = this.addWeight('factor', [], { initializer: 'ones' });
 *   protected override call(x: Tensor) {
 *     return ops.multiply(x, this.factor);
 *   }
 * }
 * await new Scale()(ops.tensor([1, 2])).array() // => [1, 2]
 * @see https://keras.io/api/layers/base_layer/
 */
export abstract class Layer<
    Config extends LayerConfig = LayerConfig,
    Needed extends keyof Config = never,
    In extends Structure = Tensor,
    Out extends Structure = Tensor,
    Options extends CallOptions = CallOptions,
  >
  extends Callable<[inputs: In, options?: Options], Out>
  implements Caller
{
  /** The class's name in files and summaries. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Layer';
  /** What files call the class, where that is another name. */
  static readonly exportedName: string | null = null;
  /** The options that have no default, by which unknown ones are told. Default `null`: not said, and all are taken. */
  static readonly needed: readonly string[] | null = null;

  override name: string;
  /** All options, complete. */
  readonly config: Readonly<Config>;
  /** Whether the weights have been made. */
  built = false;
  /** Shapes of the outputs of the last call; null before the first. */
  lastOutputShapes: readonly Shape[] | null = null;
  /** The shape given as `inputShape`, if any. */
  readonly inputShape: Shape | null;
  readonly #weights: Variable[] = [];
  readonly #frozen = new Set<Variable>();
  readonly #activityRegularizer: ((output: Tensor) => Tensor) | null;
  #trainable: boolean;
  #outside: readonly AnyLayer[] | null = null;
  #calls = 0;

  constructor(...[given, defaults]: LayerArguments<Config, Needed>) {
    super();
    const { inputShape, ...options }: Partial<LayerConfig> & LayerExtras = given ?? {};
    const base: LayerConfig = {
      name: options.name ?? automaticName(this.className),
      trainable: true,
      activityRegularizer: null,
    };
    this.name = checkName(factoryName(this.className), base.name);
    const { needed } = this.constructor as typeof Layer; // a class of layers made this
    if (needed !== null) checkOptions(this.label, options, [...needed, ...Object.keys({ ...base, ...defaults })]);
    const merged = settled(this.label, { ...base, ...defaults, ...withoutUndefined(options) });
    this.config = merged as unknown as Config; // every key of Config is in one of the three
    this.inputShape = inputShape ?? null;
    this.#trainable = merged.trainable;
    this.#activityRegularizer = merged.activityRegularizer === null ? null : regularizerOf(merged.activityRegularizer);
  }

  /** The class's name, as files and summaries have it. */
  get className(): string {
    return (this.constructor as typeof Layer).className;
  }

  /** How messages call the layer: `dense "hidden"`. */
  get label(): string {
    return labelOf(this.className, this.name);
  }

  /** Complains about inputs that do not fit. Runs before `build` and before each `call`; by default all fit. */
  protected check(_inputs: In): void {}

  /** Makes the weights. Runs once, before the first call, with the shapes of the inputs. */
  protected build(_inputShape: Mapped<In, Shape>): void {}

  /** Computes the output. */
  protected abstract override call(inputs: In, options: Options): Out;

  /** The mask of the output. Default: the input's mask, where the layer has a single input. */
  protected computeMask(_inputs: In, mask: Tensor | readonly (Tensor | null)[] | null): Tensor | null {
    return mask instanceof Tensor ? mask : null;
  }

  /** Whether masks pass through. Layers that mix steps set it to false. */
  get supportsMasking(): boolean {
    return true;
  }

  /**
   * Calls the layer, as `layer(inputs)` does: on the symbolic tensors of a model, or on values.
   *
   * @throws {ShapeError} when the inputs do not fit.
   */
  override apply(inputs: In, options?: Options): Out {
    const given = options ?? ({} as Options);
    checkInputs(this.label, inputs);
    const site = new CallSite(this as unknown as AnyLayer, inputs, given); // any layer, seen without its types
    const flat = call(site, leaves([inputs, given]), given.training);
    if (flat[0]?.node.kind === 'call' && flat[0].node.callee === site) site.index = this.#calls++;
    return repack(site.output ?? internal(`${this.name} was not expanded`), flat) as Out; // run gave this structure
  }

  /** Builds if need be and computes, in the scope in force. Called by the graph, not by users. */
  run(inputs: In, options: Options): Out {
    const scope = currentScope() ?? internal(`${this.name} was run outside a scope`);
    scope.callers.at(-1)?.checkOwns(this);
    try {
      this.check(inputs);
      this.buildOnce(shapesOf(inputs));
      const mask = options.mask ?? incomingMask(inputs);
      const inner: Scope = { ...scope, callers: [...scope.callers, this] };
      const output = within(inner, () => this.call(inputs, { ...options, mask }));
      if (mask !== null && this.supportsMasking) this.#passMask(inputs, mask, output);
      this.lastOutputShapes = leaves(output).map((tensor) => tensor.shape);
      this.#penalize(output);
      return output;
    } catch (error) {
      throw withLayer(error, this.label);
    }
  }

  /** Makes the weights now, for inputs of these shapes (batch axis included). */
  buildOnce(inputShape: Mapped<In, Shape>): void {
    if (this.built) return;
    // Whatever build computes is no part of the program being recorded.
    within(null, () => this.build(inputShape));
    this.built = true;
  }

  /**
   * The shape of the output for an input of this shape; `null` stands for unknown axes. Builds the layer.
   */
  computeOutputShape(inputShape: Mapped<In, Shape>): Mapped<Out, Shape> {
    const inputs = placeholders(inputShape) as In; // a shape for every tensor
    const scope: Scope = { training: false, recorder: shapeRecorder, callers: [] };
    return shapesOf(within(scope, () => this.run(inputs, {} as Options)));
  }

  /**
   * Makes a weight.
   *
   * @param name - its name in files: `'kernel'`.
   * @throws {ArgumentError} for a shape with unknown or negative axes.
   */
  protected addWeight(name: string, shape: Shape, options: WeightOptions = {}): Variable {
    const {
      initializer = 'glorotUniform',
      trainable = true,
      regularizer = null,
      constraint = null,
      dtype = 'float32',
    } = options;
    const known = shape.map((dim) => {
      if (dim === null || !Number.isInteger(dim) || dim < 0)
        throw new ArgumentError(`${this.label}: weight ${name}`, {
          expected: 'a shape whose axes are all known',
          received: `[${shape.join(', ')}]`,
          mend: 'Give the input a shape, as in input({ shape: [784] }).',
        });
      return dim;
    });
    const drawn = initializerOf(initializer);
    const variable = new Variable(known, dtype, () => drawn.draw(known, dtype), {
      name,
      trainable: trainable && this.#trainable,
    });
    variable.path = `${this.name}/${name}`;
    variable.regularizer = regularizer === null ? null : regularizerOf(regularizer);
    variable.constraint = constraint === null ? null : constraintOf(constraint);
    if (!trainable) this.#frozen.add(variable);
    this.#weights.push(variable);
    return variable;
  }

  /** Adds a scalar to the loss of the model in which the layer is called. */
  protected addLoss(loss: Tensor): void {
    recorder().addLoss(loss);
  }

  /** Whether the layer is being called as in training. */
  protected get isTraining(): boolean {
    return isTraining();
  }

  /** The layers that this one is made of: those in its properties, lists and records included. */
  get sublayers(): readonly AnyLayer[] {
    if (this.#outside !== null) return this.#outside;
    const found = new Set<AnyLayer>();
    for (const [key, value] of Object.entries(this)) if (key !== 'config') collectLayers(value, found);
    return [...found];
  }

  /** Complains about a layer that is called here but not tracked: its weights would not be trained or saved. */
  checkOwns(callee: object): void {
    if (callee === this || this.sublayers.some((layer) => layer === callee)) return;
    const { name } = callee as AnyLayer; // whoever is called is a layer
    throw new ArgumentError(this.label, {
      expected: 'to call only layers that it keeps in its properties',
      received: `a call of "${name}", which it does not`,
      mend: `Make the layer in the constructor and keep it: this.hidden = ${name}. A private # field cannot be seen.`,
    });
  }

  /** Own weights made by this layer itself, trainable ones first. */
  get ownWeights(): readonly Variable[] {
    const all = [...new Set([...this.#weights, ...Object.values(this).filter((value) => value instanceof Variable)])];
    return [...all.filter((weight) => !this.#isFrozen(weight)), ...all.filter((weight) => this.#isFrozen(weight))];
  }

  /** All weights, in Keras's order: own ones, trainable first, then those of the layers inside. */
  get weights(): readonly Variable[] {
    return [...new Set([...this.ownWeights, ...this.sublayers.flatMap((layer) => layer.weights)])];
  }

  /** The weights that `fit` changes. */
  get trainableWeights(): readonly Variable[] {
    if (!this.#trainable) return [];
    const own = this.ownWeights.filter((weight) => weight.trainable && !this.#isFrozen(weight));
    return [...new Set([...own, ...this.sublayers.flatMap((layer) => layer.trainableWeights)])];
  }

  /** The weights that `fit` leaves alone. */
  get nonTrainableWeights(): readonly Variable[] {
    const trained = new Set(this.trainableWeights);
    return this.weights.filter((weight) => !trained.has(weight));
  }

  /** Whether `fit` changes the weights. Setting it reaches all layers inside; compile again afterwards. */
  get trainable(): boolean {
    return this.#trainable;
  }

  set trainable(trainable: boolean) {
    this.#trainable = trainable;
    for (const weight of this.#weights) if (!this.#isFrozen(weight)) weight.trainable = trainable;
    for (const layer of this.sublayers) layer.trainable = trainable;
  }

  /** Number of values in all weights. */
  countParams(): number {
    return this.weights.reduce(
      (sum, weight) => sum + weight.shape.reduce<number>((size, dim) => size * (dim ?? 1), 1),
      0,
    );
  }

  /** The values of all weights, in the order of `weights`. */
  async getWeights(): Promise<readonly { readonly data: TypedArray; readonly shape: readonly number[] }[]> {
    return Promise.all(this.weights.map((weight) => weight.evaluated()));
  }

  /**
   * Sets the values of all weights, in the order of `weights`.
   *
   * @throws {ShapeError} when there are more or fewer, or a shape differs; nothing is changed then.
   */
  setWeights(values: readonly TensorLike[]): void {
    const { weights } = this;
    const where = `${this.label}.setWeights`;
    if (values.length !== weights.length)
      throw new ArgumentError(where, {
        expected: `values for its ${weights.length} weights`,
        received: `${values.length}`,
      });
    const tensors = values.map((given, i) => {
      const weight = weights[i] ?? internal('a weight is missing');
      const read = given instanceof Tensor ? given : cast(tensor(given), weight.dtype);
      if (read.dims.length === weight.dims.length && read.dims.every((dim, axis) => dim === weight.dims[axis]))
        return read;
      throw new ShapeError(where, { expected: `${shown(weight)} for ${weight.path}`, received: shown(read) });
    });
    for (const [i, weight] of weights.entries()) weight.assign(tensors[i] ?? internal('a value is missing'));
  }

  /** The options in Keras's form: snake case, and every part written out. What files hold. */
  getConfig(): Readonly<Record<string, Json>> {
    const { activityRegularizer, ...rest } = this.config as LayerConfig; // the part of Config that all layers share
    // Keras leaves a missing one out, and some of its layers do not take the option.
    const penalty = activityRegularizer === null ? {} : { activityRegularizer };
    return kerasConfig({ ...rest, ...penalty, name: this.name, trainable: this.#trainable });
  }

  /** A layer of a config in Keras's form. `revive` makes the layers inside wrappers. */
  static fromConfig(config: Readonly<Record<string, Json>>, revive: Revive): AnyLayer {
    // The constructor of a concrete layer takes its options, and nothing else.
    const make = this as unknown as new (given: Readonly<Record<string, unknown>>) => AnyLayer;
    return new make(optionsOf(config, revive));
  }

  /** Fixes what counts as inside, where it is not what the properties hold: models list their graph's layers. */
  protected trackOnly(layers: readonly AnyLayer[]): void {
    this.#outside = layers;
  }

  #isFrozen(weight: Variable): boolean {
    return this.#frozen.has(weight);
  }

  #passMask(inputs: In, mask: Tensor | readonly (Tensor | null)[], output: Out): void {
    // A mask that `call` has set is the better one.
    if (output !== (inputs as unknown) && leaves(output).every((tensor) => maskOf(tensor) !== null)) return;
    const passed = this.computeMask(inputs, mask);
    if (passed !== null) for (const tensor of leaves(output)) setMask(tensor, passed);
  }

  /** Whether the penalty on activity is on this layer's own output, rather than handed to the layers inside. */
  protected get isPenalized(): boolean {
    return true;
  }

  #penalize(output: Out): void {
    const penalty = this.#activityRegularizer;
    if (penalty === null || !this.isPenalized) return;
    for (const tensor of leaves(output))
      recorder().addLoss(divide(penalty(tensor), cast(countOf(tensor, [0]), tensor.dtype)));
  }
}

function collectLayers(value: unknown, found: Set<AnyLayer>): void {
  if (value instanceof Layer)
    found.add(value as unknown as AnyLayer); // seen without its types
  else if (Array.isArray(value)) for (const inner of value) collectLayers(inner, found);
  else if (isPlain(value)) for (const inner of Object.values(value)) collectLayers(inner, found);
}
