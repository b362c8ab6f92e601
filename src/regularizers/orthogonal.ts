import { shown } from '../graph/index.ts';
import { abs, matmul, multiply, normalize, sum, transpose } from '../ops/index.ts';
import { ArgumentError, ShapeError } from '../utils/errors.ts';
import { factorOf, type RegularizerFunction, regularizer } from './regularizer.ts';

/** Options of `orthogonalRegularizer`. */
export interface OrthogonalRegularizerOptions {
  /** Default `0.01`. */
  readonly factor?: number;
  /** Which vectors should stand at right angles. Default `'rows'`. */
  readonly mode?: 'rows' | 'columns';
}

/**
 * Penalty on the mean cosine between the rows (or columns) of a matrix, `factor · mean |cos(wᵢ, wⱼ)|` over the pairs: they
 * are pushed to right angles, whatever their lengths.
 *
 * @param options - `factor` (default `0.01`), `mode` (default `'rows'`).
 * @throws {ArgumentError} for a negative factor or an unknown mode.
 * @example
 * await regularizers.orthogonalRegularizer({ factor: 1 })(ops.tensor([[2, 0], [0, 3]])).item() // => 0
 * @see https://keras.io/api/layers/regularizers/#orthogonalregularizer-class
 */
export function orthogonalRegularizer(options: OrthogonalRegularizerOptions = {}): RegularizerFunction {
  const factor = factorOf('orthogonalRegularizer: factor', options.factor ?? 0.01);
  const mode = options.mode ?? 'rows';
  if (mode !== 'rows' && mode !== 'columns')
    throw new ArgumentError('orthogonalRegularizer: mode', { expected: "'rows' or 'columns'", received: `'${mode}'` });
  const along = mode === 'rows' ? 0 : 1;
  return regularizer('OrthogonalRegularizer', { factor, mode }, (weight) => {
    const count = weight.shape[along];
    if (weight.rank !== 2 || typeof count !== 'number')
      throw new ShapeError('orthogonalRegularizer', {
        expected: `a matrix whose number of ${mode} is known`,
        received: shown(weight),
      });
    const units = normalize(weight, 1 - along);
    const cosines = abs(along === 0 ? matmul(units, transpose(units)) : matmul(transpose(units), units));
    // Each pair stands on both sides of the diagonal, hence the half.
    const pairs = (count * (count - 1)) / 2;
    const diagonal = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_, j) => Number(i !== j)));
    return multiply(sum(multiply(cosines, diagonal)), (factor * 0.5) / pairs);
  });
}
