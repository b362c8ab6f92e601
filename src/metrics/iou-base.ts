import { constant, read, type Tensor, type TensorLike, type Variable } from '../graph/index.ts';
import {
  add,
  argmax,
  broadcastLike,
  cast,
  diag,
  divide,
  expandDims,
  greater,
  matmul,
  multiply,
  notEqual,
  oneHot,
  ravel,
  subtract,
  sum,
  take,
  transpose,
  where,
} from '../ops/index.ts';
import { asTensor } from '../ops/operands.ts';
import { ArgumentError } from '../utils/errors.ts';
import { Metric, type MetricConfig, type MetricDefaults } from './metric.ts';

/** How labels and predictions of an intersection over union are read. */
export interface Overlap {
  readonly numClasses: number;
  readonly targetClassIds: readonly number[];
  /** A class whose labels do not count. */
  readonly ignoreClass: number | null;
  /** Whether labels are class numbers rather than one-hot. */
  readonly sparseYTrue: boolean;
  /** Whether predictions are class numbers rather than scores. */
  readonly sparseYPred: boolean;
  /** The axis of the classes, where they have one. */
  readonly axis: number;
}

/** Added to divisors (`keras.config.epsilon()`). */
const epsilon = 1e-7;

/** Base of the intersections over union: a table of how often each class was taken for which. */
export abstract class IoUBase<Config extends MetricConfig = MetricConfig> extends Metric<Config> {
  override readonly direction = 'up';
  override readonly dtype = 'int32';
  readonly #overlap: Overlap;
  readonly #confusion: Variable;

  /** @throws {ArgumentError} for classes that there are not. */
  constructor(given: Partial<Config>, defaults: MetricDefaults<Config>, overlap: (config: Config) => Overlap) {
    super(given, defaults);
    this.#overlap = overlap(this.config);
    const { numClasses, targetClassIds } = this.#overlap;
    if (!Number.isInteger(numClasses) || numClasses < 1)
      throw new ArgumentError(`${this.className}: numClasses`, {
        expected: 'a positive whole number',
        received: String(numClasses),
      });
    const wrong = targetClassIds.find((id) => !(Number.isInteger(id) && id >= 0 && id < numClasses));
    if (wrong !== undefined || targetClassIds.length === 0)
      throw new ArgumentError(`${this.className}: targetClassIds`, {
        expected: `classes from 0 to ${numClasses - 1}`,
        received: wrong === undefined ? 'none' : String(wrong),
      });
    this.#confusion = this.addVariable('total_confusion_matrix', [numClasses, numClasses], 'int32');
  }

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const { numClasses, ignoreClass, sparseYTrue, sparseYPred, axis } = this.#overlap;
    const flat = (x: Tensor, sparse: boolean) => ravel(cast(sparse ? x : argmax(x, axis), 'int32'));
    const labels = flat(asTensor(yTrue), sparseYTrue);
    const predictions = flat(this.classes(asTensor(yPred)), sparseYPred);
    // Weights are cut to whole numbers, as the table is of whole numbers.
    const given = sampleWeight === null ? constant(1) : cast(cast(asTensor(sampleWeight), 'int32'), 'float32');
    const weights = broadcastLike(given.rank > 1 ? ravel(given) : given, labels);
    const counted = ignoreClass === null ? weights : where(notEqual(labels, ignoreClass), weights, 0);
    // Classes that there are not have rows of zeros, and so count nowhere.
    const rows = multiply(oneHot(labels, numClasses), expandDims(counted, 1));
    const table = matmul(transpose(rows), oneHot(predictions, numClasses));
    this.increase(this.#confusion, cast(table, 'int32'));
  }

  override result(): Tensor {
    const table = cast(read(this.#confusion), 'float32');
    const ids = constant(this.#overlap.targetClassIds, 'int32');
    const hits = diag(table);
    const union = take(subtract(add(sum(table, 0), sum(table, 1)), hits), ids, 0);
    const present = greater(union, 1e-9);
    const shares = where(present, divide(take(hits, ids, 0), add(union, epsilon)), 0);
    return divide(sum(shares), add(sum(cast(present, 'float32')), epsilon));
  }

  /** Predictions as the table takes them. */
  protected classes(yPred: Tensor): Tensor {
    return yPred;
  }
}
