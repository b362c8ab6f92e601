import { currentScope, read, type Tensor, under, type Variable, value } from '../graph/index.ts';
import { add, cast, divide, equal, floorDivide, mod, multiply, notEqual, subtract, where } from '../ops/index.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { pattern } from './checks.ts';
import { clipped } from './clipping.ts';
import { atOnce } from './eager.ts';
import { LearningRateSchedule } from './schedules/schedule.ts';
import { checkRate, kerasOptions, type OptimizerConfig, type OptimizerDefaults, settledOptions } from './settings.ts';
import { type Fill, guarded, State } from './state.ts';
import { Step } from './step.ts';

/** How Keras writes an optimizer down. */
export type SerializedOptimizer = {
  readonly module: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly registered_name: null;
};

/** Options as a file has them, in our spelling. */
export type SavedOptions = Readonly<Record<string, Json>>;

/** Which variables weight decay leaves alone. */
export interface DecayExclusion {
  /** These. */
  readonly varList?: readonly Variable[];
  /** Those in whose name one of these is found: a piece of text, or a pattern. */
  readonly varNames?: readonly (string | RegExp)[];
}

/**
 * Base of all optimizers. A rule is written once, as ops, in `update`, with its state made in `buildState`; clipping, weight
 * decay, averages and accumulation are done here.
 *
 * @example
 * class SignDescent extends optimizers.Optimizer {
 *   static className = 'SignDescent';
 *   constructor(given = {}) {
 *     super(given, { learningRate: 0.001 });
 *   }
 *   buildState() {}
 *   update(variable, gradient, { learningRate }) {
 *     this.decrease(variable, ops.multiply(ops.sign(gradient), learningRate));
 *   }
 * }
 * new SignDescent().name // => 'sign_descent'
 * @see https://keras.io/api/optimizers/
 */
export abstract class Optimizer<Config extends OptimizerConfig = OptimizerConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Optimizer';
  /** All options, complete. */
  readonly config: Readonly<Config>;
  readonly #state: State;
  readonly #batches: Variable;
  readonly #rate: Variable | null;
  #rateSet: number | null = null;
  #built: ReadonlySet<Variable> | null = null;
  #undecayed: Required<DecayExclusion> = { varList: [], varNames: [] };
  #stepped = false;

  /**
   * @param given - options.
   * @param defaults - of the options that the class adds, and of the learning rate.
   * @throws {ArgumentError} for an unknown option, or one with a value that makes no sense.
   */
  constructor(given: Partial<Config>, defaults: OptimizerDefaults<Config>) {
    this.config = settledOptions(this.className, defaults, given);
    this.#state = new State(this.name);
    this.#batches = this.#state.add('iteration', 0, [], 'int32');
    const { learningRate } = this.config;
    if (!(learningRate instanceof LearningRateSchedule)) this.#rateSet = learningRate;
    this.#rate = this.#rateSet === null ? null : this.#state.add('learning_rate', this.#rateSet);
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Optimizer).className; // constructors are typed as Function
  }

  /** Name in the paths of the state. */
  get name(): string {
    return this.config.name;
  }

  /** Makes the state that the rule keeps, with `addSlots`. */
  protected abstract buildState(variables: readonly Variable[]): void;

  /** The rule: changes the variable, and what is kept for it, by one gradient. */
  protected abstract update(variable: Variable, gradient: Tensor, step: Step): void;

  /** Work done once a step, before the variables. */
  protected begin(_step: Step): void {}

  /** The factor by which a variable decays each step, times the learning rate; null for none. */
  protected decayOf(_variable: Variable): number | null {
    return this.config.weightDecay;
  }

  /** Number of steps taken, an int32 scalar. */
  get iterations(): Tensor {
    const every = this.config.gradientAccumulationSteps;
    return every === null ? read(this.#batches) : floorDivide(read(this.#batches), every);
  }

  /** The step size of the next step, a float32 scalar: the last one set, or the schedule's, which counts batches. */
  get learningRate(): Tensor {
    if (this.#rate !== null) return read(this.#rate);
    const { learningRate } = this.config;
    return learningRate instanceof LearningRateSchedule ? learningRate.call(read(this.#batches)) : internal('no rate');
  }

  /**
   * Changes the step size, from the next step on.
   *
   * @throws {ArgumentError} when the optimizer follows a schedule, or the rate is no number of at least 0.
   */
  setLearningRate(rate: number): void {
    if (this.#rate === null)
      throw new ArgumentError(`${this.className}: learningRate`, {
        expected: 'an optimizer with a fixed learning rate',
        received: 'one that follows a schedule',
        mend: 'Make the optimizer with a number, or change the schedule.',
      });
    checkRate(this.className, rate);
    this.#rateSet = rate;
    this.#rate.assign(value(Float32Array.of(rate), [], 'float32'));
  }

  /** The optimizers among which the variables are shared out; null for one that does all the work itself. */
  get optimizers(): readonly Optimizer[] | null {
    return null;
  }

  /** All state, in Keras's order: batches seen, learning rate, then what is kept for the variables. */
  get variables(): readonly Variable[] {
    return this.#state.variables;
  }

  /** Moving averages by variable; empty without `useEma`, and before `build`. */
  get averages(): ReadonlyMap<Variable, Variable> {
    const built = this.config.useEma ? [...(this.#built ?? [])] : [];
    return new Map(built.map((variable) => [variable, this.slot(variable, 'average')]));
  }

  /** Whether the state has been made. */
  get isBuilt(): boolean {
    return this.#built !== null;
  }

  /**
   * Makes the state for these variables; once.
   *
   * @throws {ArgumentError} when it was made before, and not for these.
   */
  build(variables: readonly Variable[]): void {
    if (this.#built !== null) {
      this.#checkKnown(variables, this.#built);
      return;
    }
    this.#built = new Set(variables);
    if (this.config.useEma) this.addSlots(variables, { average: 0 });
    if (this.config.gradientAccumulationSteps !== null) this.addSlots(variables, { gradient_accumulator: 0 });
    this.buildState(variables);
  }

  /**
   * Leaves variables out of weight decay; to be called before the first step.
   *
   * @throws {ArgumentError} after the first step, and for a name that is no pattern.
   */
  excludeFromWeightDecay({ varList = [], varNames = [] }: DecayExclusion): void {
    if (this.#stepped)
      throw new ArgumentError(`${this.className}.excludeFromWeightDecay`, {
        expected: 'to be called before the first step',
        received: 'an optimizer that has taken one',
        mend: 'Call it before fit.',
      });
    this.#undecayed = {
      varList,
      varNames: varNames.map((name) => pattern(`${this.className}.excludeFromWeightDecay: varNames`, name)),
    };
  }

  /** The loss whose gradients `apply` expects. */
  scaleLoss(loss: Tensor): Tensor {
    const factor = this.config.lossScaleFactor;
    return factor === null ? loss : multiply(loss, factor);
  }

  /**
   * Takes one step, in the program being recorded; or, outside one, before anything is next evaluated.
   *
   * @param gradients - one for each variable, in its shape; variables with null are left as they are.
   * @param variables - those it was built for, or some of them.
   * @throws {ArgumentError} for other variables.
   */
  apply(gradients: readonly (Tensor | null)[], variables: readonly Variable[]): void {
    this.build(variables);
    this.#stepped = true;
    const moved = variables.filter((_, i) => gradients[i] != null);
    const slopes = gradients.filter((gradient) => gradient !== null).slice(0, variables.length);
    if (slopes.length !== moved.length || gradients.length !== variables.length)
      throw new ArgumentError(`${this.className}.apply`, {
        expected: `one gradient, or null, for each of the ${variables.length} variables`,
        received: `${gradients.length}`,
      });
    if (currentScope() === null) atOnce(slopes, (given) => this.applyScaled(given, moved));
    else this.applyScaled(slopes, moved);
  }

  /** The step, in the program being recorded: takes the scale of the loss off the gradients. */
  protected applyScaled(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const { lossScaleFactor: factor } = this.config;
    this.applyUnscaled(factor === null ? gradients : gradients.map((gradient) => divide(gradient, factor)), variables);
  }

  /** The step by gradients of the loss itself: what optimizers that wrap this one call, in the program being recorded. */
  applyUnscaled(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const { gradientAccumulationSteps: every, useEma } = this.config;
    if (variables.length > 0) {
      if (every === null) this.#step(gradients, variables);
      else this.#accumulate(gradients, variables, every);
      if (useEma) this.#updateAverages();
      for (const variable of variables)
        if (variable.constraint !== null) variable.assign(variable.constraint(read(variable)));
    }
    this.#batches.assign(add(read(this.#batches), 1));
  }

  /** Overwrites the variables by their moving averages, where `useEma` keeps them: what `fit` does when it ends. */
  finalizeVariables(variables: readonly Variable[]): void {
    if (!this.config.useEma || this.#built === null) return;
    this.#checkKnown(variables, this.#built);
    for (const variable of variables) variable.assign(read(this.slot(variable, 'average')));
  }

  /** The options in Keras's form: what its own `get_config` gives. */
  getConfig(): Readonly<Record<string, Json>> {
    return kerasOptions(this.config, this.#rateSet);
  }

  /** The optimizer as Keras saves it. */
  serialize(): SerializedOptimizer {
    return {
      module: 'keras.optimizers',
      class_name: this.className,
      config: this.getConfig(),
      registered_name: null,
    };
  }

  /** Makes pieces of state for each variable, in its shape: names with what they start from. */
  protected addSlots(variables: readonly Variable[], fills: Readonly<Record<string, Fill>>): void {
    for (const variable of variables)
      for (const [name, fill] of Object.entries(fills)) this.#state.addSlot(variable, name, fill);
  }

  /** The state, for what `addSlots` cannot say. */
  protected get state(): State {
    return this.#state;
  }

  /** A piece of the state kept for a variable. */
  protected slot(variable: Variable, name: string): Variable {
    return this.#state.slot(variable, name);
  }

  /** Changes a piece of the state kept for a variable; gives its new value. */
  protected advance(variable: Variable, name: string, change: (now: Tensor) => Tensor): Tensor {
    const slot = this.slot(variable, name);
    const next = change(read(slot));
    slot.assign(next);
    return next;
  }

  /** Takes something off a variable. */
  protected decrease(variable: Variable, by: Tensor): void {
    variable.assign(subtract(read(variable), by));
  }

  #step(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    const step = new Step(this.learningRate, cast(add(this.iterations, 1), 'float32'));
    const bounded = clipped(gradients, this.config);
    for (const variable of variables) this.#decay(variable, step);
    this.begin(step);
    for (const [i, variable] of variables.entries())
      under(variable.path, () => this.update(variable, bounded[i] ?? internal('a gradient was lost'), step));
  }

  #decay(variable: Variable, { learningRate }: Step): void {
    const { varList, varNames } = this.#undecayed;
    if (varList.includes(variable) || varNames.some((name) => variable.name.search(name) >= 0)) return;
    const decay = this.decayOf(variable);
    if (decay !== null) this.decrease(variable, multiply(multiply(read(variable), decay), learningRate));
  }

  /** Adds up gradients; takes a step with their mean when it is due, and otherwise leaves everything as it is. */
  #accumulate(gradients: readonly Tensor[], variables: readonly Variable[], every: number): void {
    const due = equal(mod(add(read(this.#batches), 1), every), 0);
    const slots = variables.map((variable) => this.slot(variable, 'gradient_accumulator'));
    const sums = gradients.map((gradient, i) => add(gradient, read(slots[i] ?? internal('an accumulator was lost'))));
    guarded(due, [...variables, ...this.variables], () =>
      this.#step(
        sums.map((total) => divide(total, every)),
        variables,
      ),
    );
    for (const [i, slot] of slots.entries()) slot.assign(where(due, 0, sums[i] ?? internal('a sum was lost')));
  }

  #updateAverages(): void {
    const { emaMomentum, emaOverwriteFrequency: every } = this.config;
    const done = this.iterations;
    // The first average is the weights themselves.
    const kept = multiply(cast(notEqual(done, 0), 'float32'), emaMomentum);
    const isDue = every === null ? null : equal(mod(add(done, 1), every), 0);
    for (const variable of this.#built ?? []) {
      const average = this.advance(variable, 'average', (now) =>
        add(multiply(now, kept), multiply(subtract(1, kept), read(variable))),
      );
      if (isDue !== null) variable.assign(where(isDue, average, read(variable)));
    }
  }

  #checkKnown(variables: readonly Variable[], built: ReadonlySet<Variable>): void {
    const unknown = variables.find((variable) => !built.has(variable));
    if (unknown === undefined) return;
    throw new ArgumentError(this.className, {
      expected: 'the variables that it was built for',
      received: `${unknown.path}, which is not among them`,
      mend: 'Make a new optimizer, or compile the model again.',
    });
  }
}
