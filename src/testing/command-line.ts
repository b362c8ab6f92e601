import { commands } from '../cli/commands.ts';
import { library } from '../cli/library.ts';
import { run } from '../cli/run.ts';
import { input, layers, sequential } from '../index.ts';

/** What a command line prints, and the code it ends with. For tests. */
export async function ran(...line: readonly string[]) {
  let [out, error] = ['', ''];
  const code = await run(commands, line, {
    version: '1.2.3',
    library,
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}

/** A model whose outputs can be told in one's head: y = x · [[1, 2], [3, 4]] + [10, 20]. */
export function affine(name = 'affine') {
  const net = sequential([input({ shape: [2], name: 'x' }), layers.dense(2, { name: 'y' })], { name });
  net.setWeights([
    [
      [1, 2],
      [3, 4],
    ],
    [10, 20],
  ]);
  return net;
}
