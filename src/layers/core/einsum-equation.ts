import type { Shape } from '../../graph/index.ts';
import { shownShape } from '../../graph/index.ts';
import { ArgumentError, ShapeError } from '../../utils/errors.ts';

/** The letters of an equation `input,kernel->output`, and where further axes of input and output stand. */
export interface Equation {
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  readonly elided: 'none' | 'left' | 'right';
}

/** What an equation and the shapes of input and output say about the weights. */
export interface WeightShapes {
  readonly kernel: Shape;
  /** Null for no bias. */
  readonly bias: Shape | null;
  /** Axes of the kernel that are summed over. */
  readonly inputAxes: readonly number[];
  /** Axes of the kernel that the output has. */
  readonly outputAxes: readonly number[];
}

/** Reads an equation. */
export function parseEquation(where: string, equation: string): Equation {
  const forms = {
    none: /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/,
    left: /^\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)$/,
    right: /^([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\.$/,
  };
  for (const elided of ['none', 'left', 'right'] as const) {
    const [, input = '', kernel = '', output = ''] = forms[elided].exec(String(equation)) ?? [];
    if (input !== '') return checked(where, { input, kernel, output, elided });
  }
  throw new ArgumentError(where, {
    expected: "'input,kernel->output' in letters, with '...' before or after both input and output",
    received: `'${equation}'`,
    mend: "For the last axis of any input: '...x,xy->...y'.",
  });
}

function checked(where: string, equation: Equation): Equation {
  const { input, kernel, output } = equation;
  const lost = [...kernel].find((letter) => !input.includes(letter) && !output.includes(letter));
  const strange = [...output].find((letter) => !input.includes(letter) && !kernel.includes(letter));
  if (lost === undefined && strange === undefined) return equation;
  throw new ArgumentError(where, {
    expected: lost === undefined ? 'an output with axes of input and kernel' : 'a kernel with axes of input and output',
    received: `'${strange ?? lost}'`,
  });
}

/** The shapes of the weights. `outputShape` is without batch, and without the axes of `...`. */
export function weightShapes(
  where: string,
  { input, kernel, output, elided }: Equation,
  inputShape: Shape,
  outputShape: Shape,
  biasAxes: string | null,
): WeightShapes {
  const hidden = inputShape.length - input.length;
  const inputLength = (letter: string) => inputShape[input.indexOf(letter) + (elided === 'left' ? hidden : 0)] ?? null;
  // The batch is the first letter, or lies under '...' on the left.
  const skipped = elided === 'left' ? Math.max(0, output.length - outputShape.length) : 1;
  if (outputShape.length !== output.length - skipped && !(elided === 'left' && hidden === 0))
    throw new ArgumentError(`${where}: outputShape`, {
      expected: `lengths for ${output.length - skipped} axes`,
      received: shownShape(outputShape),
    });
  const outputLength = (letter: string) => outputShape[output.indexOf(letter) - skipped] ?? null;
  for (const letter of output) {
    const [asked, real] = [outputLength(letter), input.includes(letter) ? inputLength(letter) : null];
    if (asked !== null && real !== null && asked !== real)
      throw new ShapeError(where, {
        expected: `an input whose axis '${letter}' is ${asked}, as outputShape says`,
        received: `shape ${shownShape(inputShape)}`,
      });
  }
  const isOutput = (letter: string) => output.includes(letter);
  const lengthOf = (letter: string) =>
    (isOutput(letter) ? outputLength(letter) : null) ?? (input.includes(letter) ? inputLength(letter) : null);
  const axes = [...kernel].map((letter, axis) => ({ axis, output: isOutput(letter) }));
  return {
    kernel: [...kernel].map(lengthOf),
    bias: biasAxes === null ? null : biasShape(biasAxes, output, lengthOf, elided === 'right' ? hidden : 0),
    inputAxes: axes.filter((one) => !one.output).map(({ axis }) => axis),
    outputAxes: axes.filter((one) => one.output).map(({ axis }) => axis),
  };
}

/** From the first axis of the bias on, every axis of the output: with its length, or 1 where the bias has it not. */
function biasShape(axes: string, output: string, lengthOf: (letter: string) => number | null, elided: number): Shape {
  const first = Math.min(...[...axes].map((letter) => output.indexOf(letter)));
  const letters = [...output.slice(first)].map((letter) => (axes.includes(letter) ? lengthOf(letter) : 1));
  return [...letters, ...Array.from({ length: elided }, () => 1)];
}
