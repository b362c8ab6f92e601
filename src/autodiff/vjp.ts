import { flatSlots, isVariable, type Node, reachable, read, type Tensor, under } from '../graph/index.ts';
import { add, fillLike, sumLike } from '../ops/index.ts';
import { GradientError } from '../utils/errors.ts';

/**
 * Vector-Jacobian product as more graph: the gradient of `Σ outputs · seeds` with respect to each target. The graph must be
 * of ops only. Broadcasting is undone here, so that no rule mentions it.
 *
 * @param seeds - one for each output, in its shape; null counts as zero.
 * @throws {GradientError} where an op on the way has no gradient.
 */
export function vjp(
  outputs: readonly Tensor[],
  seeds: readonly (Tensor | null)[],
  targets: readonly Tensor[],
): readonly Tensor[] {
  const wanted = targets.map((target) => (isVariable(target) ? read(target) : target));
  const nodes = reachable(outputs);
  const needed = onTheWay(nodes, wanted);
  const grads = new Map<Tensor, Tensor>();
  const collect = (tensor: Tensor, grad: Tensor): void => {
    const before = grads.get(tensor);
    grads.set(tensor, before === undefined ? grad : add(before, grad));
  };
  for (const [i, output] of outputs.entries()) {
    const seed = seeds[i];
    if (seed) collect(output, seed);
  }
  for (const node of nodes.toReversed()) {
    if (node.kind !== 'op' || !node.outputs.some((output) => grads.has(output) && needed.has(output))) continue;
    const { gradient } = node.op;
    if (gradient === 'zero') continue;
    if (gradient === 'unsupported')
      throw new GradientError(node.origin ? `${node.origin}/${node.op.name}` : node.op.name, {
        expected: 'an op that has a gradient',
        received: `${node.op.name}, which has none`,
        mend: 'Use stopGradient on its result, or write the computation with other ops.',
      });
    const parts = under(`${node.origin}/gradient`, () =>
      gradient({
        inputs: node.slots,
        outputs: node.outputs,
        attrs: node.attrs,
        grads: node.outputs.map((output) => grads.get(output) ?? null),
        vjp,
      }),
    );
    for (const [name, given] of Object.entries(node.slots)) {
      const inputs = flatSlots<Tensor>({ given });
      const part = parts[name] ?? null;
      const list: readonly (Tensor | null)[] = Array.isArray(part) ? part : [part];
      for (const [i, input] of inputs.entries()) {
        const grad = list[i];
        if (grad && needed.has(input)) collect(input, sumLike(grad, input));
      }
    }
  }
  return wanted.map((target) => grads.get(target) ?? fillLike(0, target));
}

/** The tensors that lie between the targets and the outputs: others need no gradient. */
function onTheWay(nodes: readonly Node[], targets: readonly Tensor[]): ReadonlySet<Tensor> {
  const needed = new Set<Tensor>(targets);
  for (const node of nodes)
    if (node.inputs.some((input) => needed.has(input))) for (const output of node.outputs) needed.add(output);
  return needed;
}
