import { Catalogue } from '../../utils/catalogue.ts';
import type { Json } from '../../utils/json.ts';
import { CosineDecay } from './cosine.ts';
import { ExponentialDecay, InverseTimeDecay } from './decay.ts';
import { PiecewiseConstantDecay } from './piecewise.ts';
import { PolynomialDecay } from './polynomial.ts';
import { CosineDecayRestarts } from './restarts.ts';
import { LearningRateSchedule, type SerializedSchedule } from './schedule.ts';

interface ScheduleClass {
  readonly className: string;
  /** Options of a file are checked by the constructor itself. */
  new (options: never): LearningRateSchedule;
}

const catalogue = new Catalogue<ScheduleClass>('learning rate schedule', {
  cosineDecay: CosineDecay,
  cosineDecayRestarts: CosineDecayRestarts,
  exponentialDecay: ExponentialDecay,
  inverseTimeDecay: InverseTimeDecay,
  piecewiseConstantDecay: PiecewiseConstantDecay,
  polynomialDecay: PolynomialDecay,
});

/**
 * The schedule that a saved description stands for.
 *
 * @param identifier - a schedule, which is given back, or what `serialize` gave: `{ class_name, config }`.
 * @throws {ArgumentError} for an unknown class, or options that make no sense.
 * @example
 * optimizers.schedules.scheduleOf(optimizers.schedules.cosineDecay(0.1, 10).serialize()).className // => 'CosineDecay'
 */
export function scheduleOf(identifier: LearningRateSchedule | Json): LearningRateSchedule {
  if (identifier instanceof LearningRateSchedule) return identifier;
  const { made, options } = catalogue.find(identifier);
  return new made(options as never); // the constructor checks what a file says
}

/**
 * A schedule as Keras saves it: class and options, in the form that `scheduleOf` reads.
 *
 * @param schedule - a schedule, or a saved description of one.
 * @throws {ArgumentError} for an unknown class.
 * @example
 * optimizers.schedules.serializeSchedule(optimizers.schedules.cosineDecay(0.1, 10)).class_name // => 'CosineDecay'
 * @see https://keras.io/api/optimizers/learning_rate_schedules/
 */
export function serializeSchedule(schedule: LearningRateSchedule | Json): SerializedSchedule {
  return scheduleOf(schedule).serialize();
}
