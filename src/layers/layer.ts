import { type Constraint, constraintOf } from '../constraints/index.ts';
import {
  type Callee,
  type Caller,
  call,
  currentScope,
  type DType,
  dimsOf,
  type InitialValue,
  isTraining,
  leaves,
  type Mapped,
  mapStructure,
  maskOf,
  placeholder,
  recorder,
  repack,
  type Scope,
  type Shape,
  type Structure,
  setMask,
  shapeRecorder,
  Tensor,
  type TypedArray,
  Variable,
  within,
} from '../graph/index.ts';
import { type Initializer, initializerOf } from '../initializers/index.ts';
import { cast, countOf, divide } from '../ops/index.ts';
import { type Regularizer, regularizerOf } from '../regularizers/index.ts';
import { ArgumentError, internal, LayerwiseError, ShapeError } from '../utils/errors.ts';
import { snake } from '../utils/names.ts';
import { Callable } from './callable.ts';
import { type Json, kerasConfig, optionsOf, type Revive } from './config.ts';

/** Options that every layer takes. */
export interface LayerConfig {
  /** Name in summaries, messages and files. Default: the class in snake case, numbered: `'dense_1'`. */
  name: string;
  /** Whether `fit` changes the layer's weights. Default `true`. */
  trainable: boolean;
  /** Penalty on the layer's output, added to the loss (divided by the batch size). Default `null`. */
  activityRegularizer: Regularizer | null;
}

/** Options that are read once, when the layer is made, and are no part of its config. */
export interface LayerExtras {
  /** Shape of one sample, without the batch axis: makes the layer the start of a Sequential model. */
  inputShape?: Shape;
}

/** What a caller gives: needed options, and any of the others. */
export type Given<Config extends LayerConfig, Needed extends keyof Config = never> = Pick<Config, Needed> &
  Partial<Omit<Config, Needed>> &
  LayerExtras;

/** What a layer's constructor adds: a default for every option that is not needed. */
export type Defaults<Config extends LayerConfig, Needed extends keyof Config> = Omit<
  Config,
  Needed | keyof LayerConfig
>;

/** Arguments of `super(…)`: layers without options of their own may leave the constructor out. */
export type LayerArguments<Config extends LayerConfig, Needed extends keyof Config> = [
  keyof Defaults<Config, Needed> | Needed,
] extends [never]
  ? [given?: Given<Config, Needed>]
  : [given: Given<Config, Needed>, defaults: Defaults<Config, Needed>];

/** Options of a call. */
export interface CallOptions {
  /** Whether the layer behaves as in training. Default: as its surroundings do (`fit` trains, `predict` does not). */
  readonly training?: boolean | undefined;
  /** Which steps count: a bool tensor, or one for each input. Default: the mask that came with the inputs. */
  readonly mask?: Tensor | readonly (Tensor | null)[] | null | undefined;
}

/** Options of a weight. */
export interface WeightOptions {
  /** Default `'glorotUniform'`. */
  readonly initializer?: Initializer;
  /** Default `true`. */
  readonly trainable?: boolean;
  /** Default `null`. */
  readonly regularizer?: Regularizer | null;
  /** Default `null`. */
  readonly constraint?: Constraint | null;
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/** A layer of any kind, as lists of layers hold it. */
export type AnyLayer = Layer<LayerConfig, never, never, Structure, never>;

const counts = new Map<string, number>();

/** The next free automatic name: `dense`, then `dense_1`, … */
export function automaticName(className: string): string {
  const base = snake(className);
  const count = counts.get(base) ?? 0;
  counts.set(base, count + 1);
  return count === 0 ? base : `${base}_${count}`;
}

/** Starts automatic names again from the first. */
export function clearSession(): void {
  counts.clear();
}

/** One call of a layer: what it was given and, once it ran, the structure of what came out. */
export class CallSite implements Callee {
  readonly layer: AnyLayer;
  readonly inputs: Structure;
  readonly options: CallOptions;
  /** The output of the first run: its structure holds for all. */
  output: Structure | null = null;

  constructor(layer: AnyLayer, inputs: Structure, options: CallOptions) {
    this.layer = layer;
    this.inputs = inputs;
    this.options = options;
  }

  get name(): string {
    return this.layer.name;
  }

  expand(flat: readonly Tensor[]): readonly Tensor[] {
    const [inputs, options] = repack([this.inputs, this.options] as const, flat);
    const output = this.layer.run(inputs as never, options as never); // what apply was given, tensor for tensor
    this.output ??= output;
    return leaves(output);
  }
}

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

  override name: string;
  /** All options, complete. */
  readonly config: Readonly<Config>;
  /** Whether the weights have been made. */
  built = false;
  /** The shape given as `inputShape`, if any. */
  readonly inputShape: Shape | null;
  readonly #weights: Variable[] = [];
  readonly #frozen = new Set<Variable>();
  readonly #activityRegularizer: ((output: Tensor) => Tensor) | null;
  #trainable: boolean;
  #outside: readonly AnyLayer[] | null = null;

  constructor(...[given, defaults]: LayerArguments<Config, Needed>) {
    super();
    const { inputShape, ...options }: Partial<LayerConfig> & LayerExtras = given ?? {};
    const base: LayerConfig = {
      name: options.name ?? automaticName(this.className),
      trainable: true,
      activityRegularizer: null,
    };
    const merged = { ...base, ...defaults, ...withoutUndefined(options) };
    this.config = merged as unknown as Config; // every key of Config is in one of the three
    this.name = checkName(this.className, merged.name);
    this.inputShape = inputShape ?? null;
    this.#trainable = merged.trainable;
    this.#activityRegularizer = merged.activityRegularizer === null ? null : regularizerOf(merged.activityRegularizer);
  }

  /** The class's name, as files and summaries have it. */
  get className(): string {
    return (this.constructor as typeof Layer).className;
  }

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
    checkInputs(this as unknown as AnyLayer, inputs);
    const site = new CallSite(this as unknown as AnyLayer, inputs, given); // any layer, seen without its types
    const flat = call(site, leaves([inputs, given]), given.training);
    return repack(site.output ?? internal(`${this.name} was not expanded`), flat) as Out; // run gave this structure
  }

  /** Builds if need be and computes, in the scope in force. Called by the graph, not by users. */
  run(inputs: In, options: Options): Out {
    const scope = currentScope() ?? internal(`${this.name} was run outside a scope`);
    scope.callers.at(-1)?.checkOwns(this);
    try {
      this.buildOnce(shapesOf(inputs));
      const mask = options.mask ?? incomingMask(inputs);
      const inner: Scope = { ...scope, callers: [...scope.callers, this] };
      const output = within(inner, () => this.call(inputs, { ...options, mask }));
      if (mask !== null && this.supportsMasking) this.#passMask(inputs, mask, output);
      this.#penalize(output);
      return output;
    } catch (error) {
      throw this.#named(error);
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
        throw new ArgumentError(`${this.name}: weight ${name}`, {
          expected: 'a shape whose axes are all known',
          received: `[${shape.join(', ')}]`,
          mend: 'Give the input a shape, as in input({ shape: [784] }).',
        });
      return dim;
    });
    const initial: InitialValue = initialValue(initializer, known, dtype);
    const variable = new Variable(known, dtype, initial, { name, trainable: trainable && this.#trainable });
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
    throw new ArgumentError(`${this.className} "${this.name}"`, {
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

  /** The options in Keras's form: snake case, and every part written out. What files hold. */
  getConfig(): Readonly<Record<string, Json>> {
    return kerasConfig({ ...this.config, name: this.name, trainable: this.#trainable });
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
    const passed = this.computeMask(inputs, mask);
    if (passed !== null) for (const tensor of leaves(output)) setMask(tensor, passed);
  }

  #penalize(output: Out): void {
    const penalty = this.#activityRegularizer;
    if (penalty === null) return;
    for (const tensor of leaves(output))
      recorder().addLoss(divide(penalty(tensor), cast(countOf(tensor, [0]), tensor.dtype)));
  }

  /** A complaint of an op, with the layer it arose in. */
  #named(error: unknown): unknown {
    if (!(error instanceof LayerwiseError) || named.has(error)) return error;
    error.message = `${this.className} "${this.name}": ${error.message}`;
    named.add(error);
    return error;
  }
}

/** The shape of every tensor, nested as they are. */
function shapesOf<S extends Structure>(structure: S): Mapped<S, Shape> {
  return mapStructure<Structure, Shape>(structure, (tensor) => tensor.shape) as Mapped<S, Shape>; // S, seen as any structure
}

/** Errors that already name their layer: the innermost one counts. */
const named = new WeakSet<LayerwiseError>();

function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T; // the same keys or fewer
}

function checkName(className: string, name: string): string {
  if (typeof name === 'string' && name !== '' && !name.includes('/')) return name;
  throw new ArgumentError(`${className}: name`, { expected: "a name without '/'", received: JSON.stringify(name) });
}

function checkInputs(layer: AnyLayer, inputs: unknown): void {
  const check = (part: unknown): boolean =>
    part instanceof Tensor ||
    (Array.isArray(part) ? part.every(check) : isPlain(part) && Object.values(part).every(check));
  if (check(inputs)) return;
  throw new ArgumentError(`${layer.className} "${layer.name}"`, {
    expected: 'a tensor, or a list or record of tensors',
    received: Array.isArray(inputs) ? 'an array of numbers' : inputs === null ? 'null' : typeof inputs,
    mend: 'Wrap data with ops.tensor(data).',
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function collectLayers(value: unknown, found: Set<AnyLayer>): void {
  if (value instanceof Layer)
    found.add(value as unknown as AnyLayer); // seen without its types
  else if (Array.isArray(value)) for (const inner of value) collectLayers(inner, found);
  else if (isPlain(value)) for (const inner of Object.values(value)) collectLayers(inner, found);
}

function incomingMask(inputs: Structure): Tensor | readonly (Tensor | null)[] | null {
  if (inputs instanceof Tensor) return maskOf(inputs);
  const masks = leaves(inputs).map(maskOf);
  return masks.some((mask) => mask !== null) ? masks : null;
}

function initialValue(initializer: Initializer, shape: readonly number[], dtype: DType): InitialValue {
  const resolved = initializerOf(initializer);
  return () => resolved.draw(shape, dtype);
}

function placeholders(shape: unknown): Structure {
  if (Array.isArray(shape) && shape.every((dim) => dim === null || typeof dim === 'number'))
    return placeholder({ dtype: 'float32', dims: dimsOf(shape) });
  if (Array.isArray(shape)) return shape.map(placeholders);
  if (isPlain(shape))
    return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, placeholders(inner)]));
  throw new ShapeError('computeOutputShape', {
    expected: 'a shape, or shapes as the inputs are nested',
    received: String(shape),
  });
}
