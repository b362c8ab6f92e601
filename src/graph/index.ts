export { apply, applyAll, flatSlots, mapSlots } from './apply.ts';
export { type Callee, call } from './call.ts';
export { composite } from './composite.ts';
export { type DType, dtypeNames, dtypes, isFloat, promote, type TypedArray } from './dtype.ts';
export { expand, reachable } from './expand.ts';
export type { Lanes } from './lanes.ts';
export { dropMask, maskOf, setMask } from './mask.ts';
export {
  type AddRows,
  type Attr,
  type Backward,
  type Body,
  defineOp,
  defineOps,
  type Filled,
  type HostRule,
  type LanesRule,
  type Leading,
  type LeadingRule,
  type NoAttrs,
  type OnnxAttribute,
  type OnnxBuilder,
  type Op,
  only,
  type Parts,
  type RandomMask,
  type SingleOp,
  type Slots,
  type Target,
  type Value,
  type Vjp,
} from './op.ts';
export { drawOf, ProgramRecorder } from './recorder.ts';
export {
  assignments,
  type Caller,
  callPath,
  currentScope,
  eagerScope,
  isTraining,
  isVariable,
  type KeySource,
  type Recorder,
  read,
  recorder,
  type Scope,
  shapeRecorder,
  under,
  within,
} from './scope.ts';
export {
  axesOf,
  axisOf,
  broadcastDims,
  type Dim,
  type Dims,
  dimsOf,
  isStatic,
  productOf,
  type Shape,
  sameDims,
  shapeOf,
  shown,
  shownShape,
  type TensorSpec,
  tryBroadcast,
  Unknown,
  unify,
} from './shape.ts';
export { leaves, type Mapped, mapStructure, type Nested, repack, type Structure } from './structure.ts';
export { constant, type Node, placeholder, record, Tensor, type TensorLike, tensor, value } from './tensor.ts';
export { type InitialValue, Variable, type VariableOptions } from './variable.ts';
