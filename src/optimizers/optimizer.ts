import { constant, read, type Tensor, Variable, value } from '../graph/index.ts';
import {
  add,
  cast,
  divide,
  equal,
  maximum,
  minimum,
  mod,
  multiply,
  sqrt,
  square,
  subtract,
  sum,
  where,
} from '../ops/index.ts';
import { sizeOf } from '../utils/arrays.ts';
import { ArgumentError, internal } from '../utils/errors.ts';
import type { Json } from '../utils/json.ts';
import { snake } from '../utils/names.ts';
import { LearningRateSchedule } from './schedule.ts';

/** Options that every optimizer takes. */
export interface OptimizerConfig {
  /** Default: the class in lower case. */
  name: string;
  /** Step size: a number, or a schedule. */
  learningRate: number | LearningRateSchedule;
  /** Decay of the weights themselves, `w -= w · weightDecay · learningRate`, before each step. Default `null`. */
  weightDecay: number | null;
  /** Largest L2 norm of each gradient; longer ones are shortened. Default `null`. */
  clipnorm: number | null;
  /** Largest absolute value of each element of a gradient. Default `null`. */
  clipvalue: number | null;
  /** Largest L2 norm of all gradients together. Default `null`. */
  globalClipnorm: number | null;
  /** Whether to keep an exponential moving average of the weights. Default `false`. */
  useEma: boolean;
  /** Default `0.99`. */
  emaMomentum: number;
  /** After how many steps the weights are overwritten by their averages; null: only by `finalizeVariables`. */
  emaOverwriteFrequency: number | null;
  /** How many batches' gradients are averaged for one step. Default `null`: each batch is a step. */
  gradientAccumulationSteps: number | null;
}

/** Defaults of the options that all optimizers share. */
const shared = {
  weightDecay: null,
  clipnorm: null,
  clipvalue: null,
  globalClipnorm: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  gradientAccumulationSteps: null,
} as const;

/** What an optimizer's own rule sees of a step. */
export interface Step {
  readonly learningRate: Tensor;
  /** Number of this step, from 1, as float32. */
  readonly number: Tensor;
}

/**
 * Base of all optimizers. The rule of a variable is written once, as ops, in `update`; clipping, decay, averages and
 * accumulation are done here.
 *
 * @see https://keras.io/api/optimizers/
 */
export abstract class Optimizer<Config extends OptimizerConfig = OptimizerConfig> {
  /** The class's name in files. Bundlers rename classes, so it is written out. */
  static readonly className: string = 'Optimizer';
  readonly name: string;
  /** All options, complete. */
  readonly config: Readonly<Config>;
  /** Number of steps taken. */
  readonly iterations: Variable;
  readonly #learningRate: Variable | LearningRateSchedule;
  readonly #slots = new Map<Variable, Map<string, Variable>>();
  readonly #state: Variable[] = [];
  readonly #undecayed = new Set<Variable>();
  #built: readonly Variable[] | null = null;

  constructor(
    given: Partial<Config>,
    defaults: Omit<Config, 'name' | keyof typeof shared> & Partial<typeof shared | Config>,
  ) {
    const merged = { ...shared, name: snake(this.className), ...defaults, ...given };
    this.config = merged as unknown as Config; // every key of Config is in one of the four
    this.name = this.config.name;
    this.#checkConfig();
    this.iterations = new Variable([], 'int32', () => Int32Array.of(0), { name: 'iteration', trainable: false });
    const { learningRate } = this.config;
    this.#learningRate =
      learningRate instanceof LearningRateSchedule
        ? learningRate
        : new Variable([], 'float32', () => Float32Array.of(learningRate), { name: 'learning_rate', trainable: false });
  }

  /** The class's name, as files have it. */
  get className(): string {
    return (this.constructor as typeof Optimizer).className;
  }

  /** The rule: assigns the variable its new value, and its slots theirs. */
  protected abstract update(variable: Variable, gradient: Tensor, step: Step): void;

  /** The state that the rule keeps for each variable, by name, with what it starts from. */
  protected abstract get slotNames(): Readonly<Record<string, number>>;

  /** Work done once a step, before the variables. */
  protected begin(_step: Step): void {}

  /** The step size in use: the last one set, or the schedule's. */
  get learningRate(): Tensor {
    if (this.#learningRate instanceof Variable) return read(this.#learningRate);
    return this.#learningRate.call(cast(read(this.iterations), 'float32'));
  }

  /**
   * Changes the step size, from the next step on.
   *
   * @throws {ArgumentError} when the optimizer follows a schedule.
   */
  setLearningRate(rate: number): void {
    if (!(this.#learningRate instanceof Variable))
      throw new ArgumentError(`${this.className}: learningRate`, {
        expected: 'an optimizer with a fixed learning rate',
        received: 'one that follows a schedule',
        mend: 'Make the optimizer with a number, or change the schedule.',
      });
    this.#learningRate.assign(value(Float32Array.of(rate), [], 'float32'));
  }

  /** All state: steps taken, learning rate, then what is kept for each variable. */
  get variables(): readonly Variable[] {
    const rate = this.#learningRate instanceof Variable ? [this.#learningRate] : [];
    return [this.iterations, ...rate, ...this.#state];
  }

  /** Whether the state has been made. */
  get isBuilt(): boolean {
    return this.#built !== null;
  }

  /** Makes the state for these variables; once. */
  build(variables: readonly Variable[]): void {
    if (this.#built !== null) {
      this.#checkBuilt(variables);
      return;
    }
    this.#built = variables;
    const { useEma, gradientAccumulationSteps } = this.config;
    if (useEma) for (const variable of variables) this.addSlot(variable, 'average', 0);
    if (gradientAccumulationSteps !== null)
      for (const variable of variables) this.addSlot(variable, 'gradient_accumulator', 0);
    for (const variable of variables)
      for (const [name, fill] of Object.entries(this.slotNames)) this.addSlot(variable, name, fill);
  }

  /** Leaves variables out of weight decay; before the first step. */
  excludeFromWeightDecay(variables: readonly Variable[]): void {
    for (const variable of variables) this.#undecayed.add(variable);
  }

  /**
   * Takes one step, in the program being recorded (or, outside one, before anything is next evaluated).
   *
   * @param gradients - one for each variable.
   */
  apply(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    this.build(variables);
    const { gradientAccumulationSteps: every } = this.config;
    const pairs = variables.map(
      (variable, i) => [variable, gradients[i] ?? internal('a gradient is missing')] as const,
    );
    if (every === null) this.#step(pairs, null);
    else this.#accumulate(pairs, every);
    this.iterations.assign(add(read(this.iterations), 1));
  }

  /** Overwrites the variables by their moving averages, where `useEma` keeps them: what `fit` does when it ends. */
  finalizeVariables(variables: readonly Variable[]): void {
    if (this.config.useEma) for (const variable of variables) variable.assign(read(this.slot(variable, 'average')));
  }

  /** The options in Keras's form. */
  getConfig(): Readonly<Record<string, Json>> {
    const entries = Object.entries(this.config).map(([key, option]) => [
      snake(key).replace(/(\d)$/, '_$1'),
      option instanceof LearningRateSchedule ? scheduleConfig(option) : (option as Json),
    ]);
    return { ...Object.fromEntries(entries), loss_scale_factor: null };
  }

  /** A piece of the state kept for a variable. */
  protected slot(variable: Variable, name: string): Variable {
    return this.#slots.get(variable)?.get(name) ?? internal(`no slot ${name} for ${variable.path}`);
  }

  /** Makes a piece of state for a variable, in its shape. */
  protected addSlot(variable: Variable, name: string, fill: number): void {
    const shape = variable.shape.map((dim) => dim ?? 1);
    const slot = new Variable(shape, 'float32', () => new Float32Array(sizeOf(shape)).fill(fill), {
      name: `${variable.path.replaceAll('/', '_')}_${name}`,
      trainable: false,
    });
    const slots = this.#slots.get(variable) ?? new Map<string, Variable>();
    this.#slots.set(variable, slots.set(name, slot));
    this.#state.push(slot);
  }

  /** Makes a piece of state that belongs to no variable. */
  protected addVariable(name: string, fill: number): Variable {
    const variable = new Variable([], 'float32', () => Float32Array.of(fill), { name, trainable: false });
    this.#state.push(variable);
    return variable;
  }

  #step(pairs: readonly (readonly [Variable, Tensor])[], due: Tensor | null): void {
    const before = pairs.flatMap(([variable]) => [variable, ...(this.#slots.get(variable)?.values() ?? [])]);
    const old = due === null ? [] : before.map((variable) => read(variable));
    const { weightDecay, useEma, emaMomentum, emaOverwriteFrequency } = this.config;
    const clipped = this.#clip(pairs);
    const number = add(cast(read(this.iterations), 'float32'), 1);
    const step: Step = { learningRate: this.learningRate, number };
    if (weightDecay !== null)
      for (const [variable] of clipped)
        if (!this.#undecayed.has(variable))
          variable.assign(subtract(read(variable), multiply(read(variable), multiply(step.learningRate, weightDecay))));
    this.begin(step);
    for (const [variable, gradient] of clipped) this.update(variable, gradient, step);
    if (useEma) for (const [variable] of clipped) this.#average(variable, number, emaMomentum, emaOverwriteFrequency);
    for (const [variable] of clipped)
      if (variable.constraint !== null) variable.assign(variable.constraint(read(variable)));
    if (due !== null)
      for (const [i, variable] of before.entries())
        variable.assign(where(due, read(variable), old[i] ?? internal('a value was lost')));
  }

  /** Adds up gradients; takes a step with their mean when it is due, and otherwise leaves everything as it is. */
  #accumulate(pairs: readonly (readonly [Variable, Tensor])[], every: number): void {
    const due = equal(mod(add(read(this.iterations), 1), every), 0);
    const sums = pairs.map(([variable, gradient]) => add(read(this.slot(variable, 'gradient_accumulator')), gradient));
    this.#step(
      pairs.map(([variable], i) => [variable, divide(sums[i] ?? internal('a sum was lost'), every)] as const),
      due,
    );
    for (const [i, [variable]] of pairs.entries())
      this.slot(variable, 'gradient_accumulator').assign(where(due, 0, sums[i] ?? internal('a sum was lost')));
  }

  #average(variable: Variable, number: Tensor, momentum: number, overwriteEvery: number | null): void {
    const slot = this.slot(variable, 'average');
    const kept = where(equal(number, 1), 0, momentum);
    const average = add(multiply(kept, read(slot)), multiply(subtract(1, kept), read(variable)));
    slot.assign(average);
    if (overwriteEvery === null) return;
    const overwrite = equal(mod(number, overwriteEvery), 0);
    variable.assign(where(overwrite, average, read(variable)));
  }

  #clip(pairs: readonly (readonly [Variable, Tensor])[]): readonly (readonly [Variable, Tensor])[] {
    const { clipnorm, clipvalue, globalClipnorm } = this.config;
    if (clipvalue !== null) return pairs.map(([variable, g]) => [variable, minimum(maximum(g, -clipvalue), clipvalue)]);
    if (clipnorm !== null) return pairs.map(([variable, g]) => [variable, shortened(g, sum(square(g)), clipnorm)]);
    if (globalClipnorm === null) return pairs;
    const squares = pairs.map(([, g]) => sum(square(g))).reduce(add, constant(0));
    return pairs.map(([variable, g]) => [variable, shortened(g, squares, globalClipnorm)]);
  }

  #checkBuilt(variables: readonly Variable[]): void {
    const built = new Set(this.#built);
    if (variables.length === built.size && variables.every((variable) => built.has(variable))) return;
    throw new ArgumentError(`${this.className}`, {
      expected: 'the variables that it was built for',
      received: `others (${variables.length} instead of ${built.size})`,
      mend: 'Make a new optimizer, or compile the model again.',
    });
  }

  #checkConfig(): void {
    const { learningRate, clipnorm, clipvalue, globalClipnorm, emaMomentum, gradientAccumulationSteps } = this.config;
    const fail = (option: string, expected: string, received: unknown): never => {
      throw new ArgumentError(`${this.className}: ${option}`, { expected, received: String(received) });
    };
    if (!(learningRate instanceof LearningRateSchedule) && !(typeof learningRate === 'number' && learningRate >= 0))
      fail('learningRate', 'a number of at least 0, or a schedule', learningRate);
    for (const [option, bound] of Object.entries({ clipnorm, clipvalue, globalClipnorm }))
      if (bound !== null && !(bound > 0)) fail(option, 'a positive number', bound);
    if ([clipnorm, clipvalue, globalClipnorm].filter((bound) => bound !== null).length > 1)
      fail('clipnorm, clipvalue, globalClipnorm', 'one of the three at most', 'several');
    if (!(emaMomentum >= 0 && emaMomentum <= 1)) fail('emaMomentum', 'a number from 0 to 1', emaMomentum);
    if (
      gradientAccumulationSteps !== null &&
      !(Number.isInteger(gradientAccumulationSteps) && gradientAccumulationSteps >= 2)
    )
      fail('gradientAccumulationSteps', 'a whole number of at least 2', gradientAccumulationSteps);
  }
}

/** A gradient brought down to a norm, if `squares`, the square of its norm, is above that. */
function shortened(gradient: Tensor, squares: Tensor, norm: number): Tensor {
  const length = sqrt(squares);
  return multiply(gradient, divide(norm, maximum(length, norm)));
}

function scheduleConfig(schedule: LearningRateSchedule): Json {
  return {
    module: 'keras.optimizers.schedules',
    class_name: schedule.className,
    config: schedule.getConfig(),
    registered_name: null,
  };
}
