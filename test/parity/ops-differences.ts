// Where our ops are called otherwise than Keras's, and where they answer otherwise: all of it, as data.

/** Ops whose arguments after so many positions are one object of options here. */
export const optionsAfter: Readonly<Record<string, number>> = {
  isclose: 2,
  allclose: 2,
  nan_to_num: 1,
  linspace: 3,
  logspace: 3,
  sort: 2,
  argsort: 2,
  conv: 2,
  depthwise_conv: 2,
  separable_conv: 3,
  conv_transpose: 2,
  max_pool: 2,
  average_pool: 2,
  adaptive_average_pool: 2,
  adaptive_max_pool: 2,
  isin: 2,
  unfold: 2,
  fold: 3,
  dot_product_attention: 3,
  geomspace: 3,
  unique: 1,
  'image.resize': 2,
};

/** Keras's arguments that change no number, or that ours do without. */
export const unsaid: Readonly<Record<string, readonly string[]>> = {
  one_hot: ['sparse'],
  multi_hot: ['sparse', 'kwargs'],
  segment_sum: ['sorted'],
  segment_max: ['sorted'],
  segment_min: ['sorted'],
  segment_prod: ['sorted'],
  bincount: ['sparse'],
  isin: ['assume_unique'],
  layer_normalization: ['kwargs'],
  dot_product_attention: ['flash_attention'],
  unique: ['return_index', 'return_inverse', 'return_counts', 'size', 'fill_value'],
};

/** Cases in which we answer otherwise on purpose, or do not know what is asked, with the reason. */
export const divergences: Readonly<Record<string, string>> = {
  'norm-matrix-2': 'the largest singular value; there is no singular value decomposition yet',
  'norm-matrix-nuc': 'the sum of singular values; there is no singular value decomposition yet',
  sparsemax: "Keras's threshold adds up running sums, so that its outputs do not sum to 1; ours is the paper's",
  'sparsemax-axis': "Keras's threshold adds up running sums, so that its outputs do not sum to 1; ours is the paper's",
};
