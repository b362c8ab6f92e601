import type { Json } from '../utils/json.ts';
import type { Loss } from './loss.ts';

/** A loss as Keras saves it: class and options. */
export function serializeLoss(loss: Loss): Json {
  const { className } = loss;
  return {
    module: 'keras.losses',
    class_name: className,
    config: loss.getConfig(),
    registered_name: className === 'LossFunctionWrapper' ? className : null,
  };
}
