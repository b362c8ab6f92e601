import { internal } from '../utils/errors.ts';
import { camel, snake } from '../utils/names.ts';

/** How an operation of Keras and a function of `ops` correspond. Arguments are spelled as Keras spells them. */
export interface KerasOperation {
  /** Where Keras has the class: `'numpy'` for `keras.src.ops.numpy`. */
  readonly module: string;
  readonly className: string;
  /** What a call takes, in order: these stand in the nodes of a graph. */
  readonly call: readonly string[];
  /** What the class is made with: these stand in its config. */
  readonly config: readonly string[];
  /** The function of `ops`. */
  readonly name: string;
  /** Its arguments by position. */
  readonly positional: readonly string[];
  /** What its last argument, a record of options, holds. */
  readonly options: readonly string[];
}

/**
 * One operation a line: module, class, arguments of a call `|` those of the config. Our function has the class's name, unless
 * `=` says otherwise, and takes both kinds of arguments in that order, unless `>` says otherwise; `{ }` are its options.
 *
 * @see https://keras.io/api/ops/
 */
const table = `
core Scatter indices values | shape
core ScatterUpdate inputs indices updates | reduction
core Slice inputs start_indices | shape > inputs start_indices shape
core SliceUpdate inputs start_indices updates |
core StopGradient variable |
core Unstack x | num axis
core Cast x | dtype
linalg Norm x | ord axis keepdims
math SegmentSum data segment_ids | num_segments sorted > data segment_ids num_segments
math SegmentMax data segment_ids | num_segments sorted > data segment_ids num_segments
math SegmentMin data segment_ids | num_segments sorted > data segment_ids num_segments
math TopK x | k sorted > x k
math InTopK targets predictions | k
math Logsumexp x | axis keepdims
math Rsqrt x |
math Erf x |
math Erfc x |
math Erfinv x |
nn Relu x |
nn Relu6 x |
nn Sigmoid x |
nn SparseSigmoid x |
nn Softplus x |
nn Softsign x |
nn SoftShrink x | threshold
nn SparsePlus x |
nn Silu x |
nn Squareplus x | b
nn LogSigmoid x |
nn LeakyRelu x | negative_slope
nn HardSigmoid x |
nn HardSilu x |
nn Elu x | alpha
nn Selu x |
nn Gelu x | approximate
nn Celu x | alpha
nn Glu x | axis
nn TanhShrink x |
nn HardTanh x |
nn HardShrink x | threshold
nn Threshold x | threshold default_value
nn Softmax x | axis
nn LogSoftmax x | axis
nn Sparsemax x | axis
nn MaxPool inputs | pool_size strides padding data_format > inputs pool_size { strides padding data_format }
nn AdaptiveMaxPool inputs | output_size data_format > inputs output_size { data_format }
nn AveragePool inputs | pool_size strides padding data_format > inputs pool_size { strides padding data_format }
nn AdaptiveAveragePool inputs | output_size data_format > inputs output_size { data_format }
nn Conv inputs kernel | strides padding data_format dilation_rate > inputs kernel { strides padding data_format dilation_rate }
nn DepthwiseConv inputs kernel | strides padding data_format dilation_rate > inputs kernel { strides padding data_format dilation_rate }
nn SeparableConv inputs depthwise_kernel pointwise_kernel | strides padding data_format dilation_rate > inputs depthwise_kernel pointwise_kernel { strides padding data_format dilation_rate }
nn ConvTranspose inputs kernel | strides padding output_padding data_format dilation_rate > inputs kernel { strides padding output_padding data_format dilation_rate }
nn OneHot x | num_classes axis dtype sparse > x num_classes axis dtype
nn BinaryCrossentropy target output | from_logits
nn CategoricalCrossentropy target output | from_logits axis
nn SparseCategoricalCrossentropy target output | from_logits axis
nn MultiHot inputs | num_classes axis dtype sparse > inputs num_classes axis dtype
nn Moments x | axes keepdims synchronized > x axes keepdims
nn Normalize x | axis order epsilon
numpy Rot90 array | k axes
numpy Abs x |
numpy Absolute x | = abs
numpy Fabs x | = abs
numpy Add x1 x2 |
numpy All x | axis keepdims
numpy AllClose x1 x2 | rtol atol equal_nan = allclose > x1 x2 { rtol atol equal_nan }
numpy Any x | axis keepdims
numpy Amax x | axis keepdims
numpy Amin x | axis keepdims
numpy Append x1 x2 | axis
numpy Arccos x |
numpy Arccosh x |
numpy Arcsin x |
numpy Arcsinh x |
numpy Arctan x |
numpy Arctan2 x1 x2 |
numpy Arctanh x |
numpy Argmax x | axis keepdims
numpy Argmin x | axis keepdims
numpy Argsort x | axis
numpy ArraySplit x | indices_or_sections axis
numpy Average x weights | axis > x axis weights
numpy BroadcastTo x | shape
numpy Cbrt x |
numpy Ceil x |
numpy Clip x | x_min x_max
numpy Concatenate xs | axis
numpy Cos x |
numpy Cosh x |
numpy CountNonzero x | axis
numpy Cross x1 x2 | axisa axisb axisc axis
numpy Cumprod x | axis dtype > x axis
numpy Cumsum x | axis dtype > x axis
numpy Deg2rad x |
numpy Rad2deg x |
numpy Diag x | k
numpy Diagflat x | k
numpy Diagonal x | offset axis1 axis2
numpy Diff a | n axis
numpy Digitize x bins |
numpy Divide x1 x2 |
numpy DivideNoNan x1 x2 |
numpy Dot x1 x2 |
numpy Dsplit x | indices_or_sections
numpy Dstack xs |
numpy Einsum operands | subscripts > subscripts operands
numpy Equal x1 x2 |
numpy Exp x |
numpy Exp2 x |
numpy ExpandDims x | axis
numpy Expm1 x |
numpy Flip x | axis
numpy Fliplr x |
numpy Flipud x |
numpy Floor x |
numpy FloorDivide x1 x2 |
numpy Full fill_value | shape dtype > shape fill_value dtype
numpy FullLike x fill_value | dtype
numpy GetItem x key |
numpy Greater x1 x2 |
numpy GreaterEqual x1 x2 |
numpy Hsplit x | indices_or_sections
numpy Hstack xs |
numpy Hypot x1 x2 |
numpy Inner x1 x2 |
numpy Isclose x1 x2 rtol atol | equal_nan > x1 x2 { rtol atol equal_nan }
numpy Isfinite x |
numpy Isinf x |
numpy Isnan x |
numpy Isneginf x |
numpy Isposinf x |
numpy Kron x1 x2 |
numpy Less x1 x2 |
numpy LessEqual x1 x2 |
numpy Linspace start stop | num endpoint retstep dtype axis > start stop num { endpoint dtype axis }
numpy Log x |
numpy Log10 x |
numpy Log1p x |
numpy Log2 x |
numpy Logaddexp x1 x2 |
numpy Logaddexp2 x1 x2 |
numpy LogicalAnd x1 x2 |
numpy LogicalNot x |
numpy LogicalOr x1 x2 |
numpy LogicalXor x1 x2 |
numpy Logspace start stop | num endpoint base dtype axis > start stop num { endpoint base dtype axis }
numpy Matmul x1 x2 |
numpy Max x | axis keepdims initial
numpy Maximum x1 x2 |
numpy Mean x | axis keepdims
numpy Median x | axis keepdims
numpy Meshgrid x | indexing
numpy Min x | axis keepdims initial
numpy Minimum x1 x2 |
numpy Mod x1 x2 |
numpy Moveaxis x | source destination
numpy Multiply x1 x2 |
numpy NanToNum x | nan posinf neginf > x { nan posinf neginf }
numpy Negative x |
numpy NotEqual x1 x2 |
numpy OnesLike x | dtype
numpy Outer x1 x2 |
numpy Pad x constant_values | pad_width mode > x pad_width mode constant_values
numpy Power x1 x2 |
numpy Prod x | axis keepdims dtype > x axis keepdims
numpy Ptp x | axis keepdims
numpy Quantile x q | axis method keepdims
numpy Ravel x |
numpy Reciprocal x |
numpy Repeat x | repeats axis
numpy Reshape x | newshape
numpy Roll x | shift axis
numpy Round x | decimals
numpy SearchSorted sorted_sequence values | side = searchsorted
numpy Sign x |
numpy Sin x |
numpy Sinh x |
numpy Sort x | axis
numpy Split x | indices_or_sections axis
numpy Sqrt x |
numpy Square x |
numpy Squeeze x | axis
numpy Stack x | axis
numpy Std x | axis keepdims
numpy Subtract x1 x2 |
numpy Sum x | axis keepdims
numpy Swapaxes x | axis1 axis2
numpy Take x indices | axis
numpy TakeAlongAxis x indices | axis
numpy Tan x |
numpy Tanh x |
numpy Tensordot x1 x2 | axes
numpy Tile x | repeats
numpy Trace x | offset axis1 axis2
numpy Transpose x | axes
numpy Tril x | k
numpy Triu x | k
numpy TrueDivide x1 x2 |
numpy Trunc x |
numpy UnravelIndex indices | shape
numpy Var x | axis keepdims
numpy Vdot x1 x2 |
numpy Vsplit x | indices_or_sections
numpy Vstack xs |
numpy Where condition x1 x2 |
numpy ZerosLike x | dtype
`;

let known: readonly KerasOperation[] | null = null;

/** All operations that both sides have. Read when first asked for: few models have operations between their layers. */
export function kerasOperations(): readonly KerasOperation[] {
  known ??= table.trim().split('\n').map(parsed);
  return known;
}

/** The operation of a class of Keras; null where there is none here. */
export function operationOfClass(className: string): KerasOperation | null {
  return kerasOperations().find((operation) => operation.className === className) ?? null;
}

/** The operation that a function of `ops` is; null where Keras has none. */
export function operationOfFunction(name: string): KerasOperation | null {
  return kerasOperations().find((operation) => operation.name === name) ?? null;
}

function parsed(line: string): KerasOperation {
  const found =
    /^(?<module>\w+) (?<made>\w+) (?<call>[\w ]*?) ?\|(?<config>[\w ]*)(?:= (?<name>\w+) ?)?(?:> (?<order>[\w ]*)(?:\{(?<options>[\w ]+)\})?)?$/.exec(
      line.trim(),
    )?.groups;
  if (found === undefined) return internal(`a line of the table of operations cannot be read: ${line}`);
  const words = (text: string | undefined) => (text ?? '').split(' ').filter((word) => word !== '');
  const { module = '', made = '', name } = found;
  const [call, config] = [words(found.call), words(found.config)];
  return {
    module,
    className: made,
    call,
    config,
    name: name ?? camel(snake(made)),
    positional: found.order === undefined ? [...call, ...config] : words(found.order),
    options: words(found.options),
  };
}
