import type { Tensor } from '../../graph/index.ts';
import { l1L2 } from '../../regularizers/index.ts';
import type { Json } from '../../utils/json.ts';
import { notNegative } from '../checks.ts';
import { Layer } from '../layer.ts';
import type { Given, LayerConfig } from '../options.ts';

/** Options of activity regularization. */
export interface ActivityRegularizationConfig extends LayerConfig {
  /** Factor of the sum of absolute values. Default `0`. */
  l1: number;
  /** Factor of the sum of squares. Default `0`. */
  l2: number;
}

/**
 * Adds `(l1 · Σ|x| + l2 · Σx²) / batch size` to the loss, and gives its inputs as they are. No weights.
 *
 * @see https://keras.io/api/layers/regularization_layers/activity_regularization/
 */
export class ActivityRegularization extends Layer<ActivityRegularizationConfig> {
  static override readonly className = 'ActivityRegularization';
  static override readonly needed: readonly string[] = [];

  constructor(given: Omit<Given<ActivityRegularizationConfig>, 'activityRegularizer'> = {}) {
    const { l1 = 0, l2 = 0 } = given;
    notNegative('activityRegularization: l1', l1);
    notNegative('activityRegularization: l2', l2);
    super({ ...given, activityRegularizer: l1L2({ l1, l2 }) }, { l1: 0, l2: 0 });
  }

  protected override call(inputs: Tensor): Tensor {
    return inputs;
  }

  override getConfig(): Readonly<Record<string, Json>> {
    const { activity_regularizer: _made, ...config } = super.getConfig();
    return config;
  }
}

/**
 * Adds a penalty on what flows through it to the loss.
 *
 * @param options - see `ActivityRegularizationConfig`.
 * @throws {ArgumentError} for negative factors.
 * @example
 * await layers.activityRegularization({ l2: 0.01 })(ops.tensor([[1, 2]])).array() // => [[1, 2]]
 * @see https://keras.io/api/layers/regularization_layers/activity_regularization/
 */
export function activityRegularization(
  options: Omit<Given<ActivityRegularizationConfig>, 'activityRegularizer'> = {},
): ActivityRegularization {
  return new ActivityRegularization(options);
}
