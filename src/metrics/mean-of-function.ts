import { maskOf, type Tensor, type TensorLike } from '../graph/index.ts';
import { weightsWithMask } from '../losses/reduction.ts';
import { asFloat, asTensor } from '../ops/operands.ts';
import { MeanOfValues } from './mean.ts';
import type { MetricConfig } from './metric.ts';

/** Base of the metrics that are means of a function of labels and predictions. */
export abstract class MeanOfFunction<Config extends MetricConfig = MetricConfig> extends MeanOfValues<Config> {
  /** One value for each sample. */
  protected abstract call(yTrue: Tensor, yPred: Tensor): Tensor;

  override updateState(yTrue: TensorLike, yPred: TensorLike, sampleWeight: TensorLike | null = null): void {
    const predicted = asTensor(yPred);
    const weight = weightsWithMask(sampleWeight === null ? null : asTensor(sampleWeight), maskOf(predicted), 'sum');
    this.take(asFloat(this.call(asTensor(yTrue), predicted)), weight);
  }
}
