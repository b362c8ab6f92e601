import { fixed } from '../utils/decimals.ts';
import { ArgumentError } from '../utils/errors.ts';
import { ansi, cells, type Span, type StyledText } from '../utils/styled.ts';
import { type ColorDepth, terminal } from '../utils/terminal.ts';

/** How a picture is shown. */
export interface PictureOptions {
  /** Colours of the terminal. Default: those that standard output shows. */
  readonly color?: ColorDepth;
  /**
   * The values of black and white; what lies beyond is cut off. Default `[0, 255]` for bytes, `[0, 1]` for floats.
   */
  readonly range?: readonly [black: number, white: number];
}

/** How bars are shown. */
export interface BarsOptions {
  /** Colours of the terminal. Default: those that standard output shows. */
  readonly color?: ColorDepth;
  /** Cells of a bar for the probability 1. Default 20. */
  readonly width?: number;
}

/**
 * A grey picture as text: two pixels in each character, one above the other. Without colours, bright pixels are drawn as
 * dense characters, so that digits are readable in a log.
 *
 * @param image `width · height` grey values, row by row.
 * @throws ArgumentError if the sizes disagree.
 * @example
 * digitPicture(new Uint8Array([255, 0, 255, 0]), 2, 2, { color: 'none' }) // => '@ \n'
 */
export function digitPicture(
  image: Uint8Array | Float32Array,
  width: number,
  height: number,
  options: PictureOptions = {},
): string {
  const { color = terminal().color, range = image instanceof Uint8Array ? [0, 255] : [0, 1] } = options;
  if (!(Number.isInteger(width) && width > 0 && width * height === image.length)) {
    throw new ArgumentError('digitPicture: image', {
      expected: 'width times height grey values',
      received: `${image.length} values for ${width} times ${height}`,
      mend: 'Pass one picture at a time, as in images.subarray(0, 28 * 28).',
    });
  }
  const [black, white] = range;
  if (!(black < white)) {
    throw new ArgumentError('digitPicture: range', { expected: 'black below white', received: `[${black}, ${white}]` });
  }
  const grey = (x: number, y: number) => {
    const value = ((image[y * width + x] ?? Number.NaN) - black) / (white - black);
    return value > 0 ? Math.min(1, value) : 0;
  };
  const lines = Array.from({ length: Math.ceil(height / 2) }, (_, line) => {
    const pairs = Array.from({ length: width }, (_, x): Pair => {
      const below = 2 * line + 1;
      return [grey(x, 2 * line), below < height ? grey(x, below) : null];
    });
    return color === 'none' ? shaded(pairs) : halfBlocks(pairs, color);
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Probabilities as small horizontal bars with their names; the largest stands out.
 *
 * @throws ArgumentError if there are more or fewer names than probabilities, or a number lies outside 0 to 1.
 * @example
 * probabilityBars([0.25, 0.75], ['cat', 'dog'], { color: 'none', width: 4 })
 * // => '  cat █     25.0 %\n> dog ███   75.0 %\n'
 */
export function probabilityBars(
  probabilities: ArrayLike<number>,
  names: readonly string[],
  options: BarsOptions = {},
): string {
  const { color = terminal().color, width = 20 } = options;
  const values = Array.from(probabilities);
  if (values.length !== names.length) {
    throw new ArgumentError('probabilityBars: names', {
      expected: `one for each of ${values.length} probabilities`,
      received: `${names.length}`,
    });
  }
  const wrong = values.find((value) => !(value >= 0 && value <= 1 + 1e-3));
  if (wrong !== undefined) {
    throw new ArgumentError('probabilityBars: probabilities', {
      expected: 'numbers between 0 and 1',
      received: `${wrong}`,
      mend: 'Logits become probabilities through softmax.',
    });
  }
  const best = values.indexOf(Math.max(...values));
  const longest = Math.max(...names.map((name) => cells([name])));
  const lines = values.map((value, index): Span[] => {
    const name = names[index] ?? '';
    const style = index === best ? BEST : OTHER;
    const bar = barText(Math.min(1, value) * width);
    return [
      {
        text: `${' '.repeat(longest - cells([name]))}${index === best ? '>' : ' '} ${name} `,
        style: textStyle(index === best),
      },
      { text: bar, style },
      {
        text: `${' '.repeat(width - bar.length)} ${fixed(100 * value, 1).padStart(5)} %`,
        style: textStyle(index === best),
      },
    ];
  });
  return ansi(lines, color !== 'none');
}

/**
 * Blocks of text side by side, such as pictures with their bars.
 *
 * @param gap Blank cells between them. Default 2.
 * @example
 * sideBySide(['a\nb\n', 'one\n']) // => 'a  one\nb\n'
 */
export function sideBySide(blocks: readonly string[], gap = 2): string {
  const split = blocks.map((block) => block.replace(/\n$/, '').split('\n'));
  const widths = split.map((lines) => Math.max(...lines.map(visibleCells)));
  const height = Math.max(0, ...split.map((lines) => lines.length));
  const line = (index: number) =>
    split.map((lines, block) => {
      const text = lines[index] ?? '';
      return text + ' '.repeat((widths[block] ?? 0) - visibleCells(text));
    });
  return Array.from({ length: height }, (_, index) => `${line(index).join(' '.repeat(gap)).trimEnd()}\n`).join('');
}

/** Two pixels of one character: the upper and, but for the last line of an odd height, the lower. */
type Pair = readonly [above: number, below: number | null];

// Both are readable on black and on white.
const BEST = { bold: true, color: 35 };
const OTHER = { color: 245 };
const SHADES = ' .:-=+*#%@';
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

function textStyle(best: boolean) {
  return best ? { bold: true } : null;
}

/** A bar of so many cells, to an eighth of a cell; what is not zero shows at least that. */
function barText(length: number): string {
  const eighths = length > 0 ? Math.max(1, Math.round(length * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

function shaded(pairs: readonly Pair[]): string {
  return pairs.map(([above, below]) => SHADES[Math.round(((above + (below ?? above)) / 2) * 9)]).join('');
}

/** The upper pixel is the colour of the half block, the lower one its background. */
function halfBlocks(pairs: readonly Pair[], color: '256' | 'full'): string {
  let before = '';
  const text = pairs.map(([above, below]) => {
    const code = `\x1b[38;${greyCode(above, color)};${below === null ? '49' : `48;${greyCode(below, color)}`}m`;
    const change = code === before ? '' : code;
    before = code;
    return `${change}▀`;
  });
  return `${text.join('')}\x1b[0m`;
}

/** Of the 256 colours, 16 is black, 232 to 255 are greys from dark to bright, and 231 is white. */
function greyCode(value: number, color: '256' | 'full'): string {
  const level = Math.round(value * (color === 'full' ? 255 : 25));
  if (color === 'full') return `2;${level};${level};${level}`;
  return `5;${level === 0 ? 16 : level === 25 ? 231 : 231 + level}`;
}

function visibleCells(line: string): number {
  return cells([line.replaceAll(ESCAPES, '')] satisfies StyledText);
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
