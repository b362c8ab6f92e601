export { type Constraint, constraintOf, serializeConstraint } from './catalogue.ts';
export type { ConstraintFunction } from './constraint.ts';
export { nonNeg } from './non-neg.ts';
export {
  type MaxNormOptions,
  type MinMaxNormOptions,
  maxNorm,
  minMaxNorm,
  type UnitNormOptions,
  unitNorm,
} from './norms.ts';
