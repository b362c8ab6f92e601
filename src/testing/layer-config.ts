/** Keys of a config that are Keras's own affair: number formats of lower precision, and other backends. */
const foreign: readonly string[] = ['dtype', 'quantization_config', 'lora_rank', 'lora_alpha', 'synchronized'];

/** What of a config is the same here and in Keras. Automatic names depend on what was made before. */
export function essential(
  config: Readonly<Record<string, unknown>>,
  named: boolean,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key, value]) => !foreign.includes(key) && value !== null && (named || key !== 'name'))
      .map(([key, value]) => [
        key,
        key === 'layer' ? innerLayer(value) : rounded(key === 'axis' ? single(value) : value),
      ]),
  );
}

/** A layer inside another: the config that says it, without what Keras notes of its building. */
function innerLayer(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('config' in value) || !('class_name' in value)) return value;
  const inner = value.config as Readonly<Record<string, unknown>>; // a config is a record
  const { build_config: _built, ...rest } = value as typeof value & { readonly build_config?: unknown };
  return { ...rest, config: essential(inner, false) };
}

/** A list of one axis as the axis: some of Keras's layers make lists of it when they are built. */
function single(axis: unknown): unknown {
  return Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
}

/** Numbers as float32 has them, in which Keras keeps some options. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.fround(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
