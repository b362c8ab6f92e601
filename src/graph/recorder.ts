import { apply } from './apply.ts';
import { defineOp } from './op.ts';
import type { KeySource, Recorder } from './scope.ts';
import { Unknown } from './shape.ts';
import { placeholder, type Tensor } from './tensor.ts';
import type { Variable } from './variable.ts';

/** Collects what a program needs beside its inputs: variables read and assigned, random draws, added losses. */
export class ProgramRecorder implements Recorder {
  /** The value of each variable at program start: a placeholder, made once, never resolved again. */
  readonly entries = new Map<Variable, Tensor>();
  /** The last assignment of each variable. */
  readonly current = new Map<Variable, Tensor>();
  /** Where the keys of the random draws come from, in the order of the draws. */
  readonly draws: KeySource[] = [];
  /** Losses that layers added. */
  readonly losses: Tensor[] = [];
  /** One key for each draw; the host fills it before each run. */
  readonly keys: Tensor = placeholder({ dtype: 'uint32', dims: [new Unknown()] }, 'keys');

  entry(variable: Variable): Tensor {
    let entry = this.entries.get(variable);
    if (entry === undefined) {
      entry = placeholder(variable, variable.name);
      this.entries.set(variable, entry);
    }
    return entry;
  }

  read(variable: Variable): Tensor {
    return this.current.get(variable) ?? this.entry(variable);
  }

  assign(variable: Variable, assigned: Tensor): void {
    this.current.set(variable, assigned);
  }

  key(source: KeySource): Tensor {
    this.draws.push(source);
    return apply(keyOp, { keys: this.keys }, { index: this.draws.length - 1 });
  }

  addLoss(loss: Tensor): void {
    this.losses.push(loss);
  }
}

const keyOp = defineOp<{ readonly keys: 'one' }, { readonly index: number }>({
  name: 'key',
  inputs: { keys: 'one' },
  infer: () => ({ dtype: 'uint32', dims: [] }),
  gradient: 'zero',
  lower: (onnx, { keys }, { index }, output) =>
    onnx.node('Gather', [keys, onnx.constant('int32', [], [index])], output),
});

/** Which draw of its program a key is for; null for other tensors. */
export function drawOf({ node }: Tensor): number | null {
  return node.kind === 'op' && node.op.name === keyOp.name ? attrsOf(node.attrs).index : null;
}

/** Nodes hold attributes of any op; these are of a key. */
function attrsOf(attrs: unknown): { readonly index: number } {
  return attrs as { readonly index: number };
}
