/** How a piece of text looks in a terminal. */
export interface Style {
  readonly bold?: boolean;
  /** One of the terminal's 256 colours. */
  readonly color?: number;
}

/** A piece of text of one style; `null` is the terminal's own. */
export interface Span {
  readonly text: string;
  readonly style: Style | null;
}

/** Text made of pieces; a string is a piece without style. */
export type StyledText = readonly (string | Span)[];

/** How the lines of a cell fill its width. `'default'` leaves them as they are. */
export type Justify = 'default' | 'left' | 'center' | 'right';

/** What becomes of a word that is longer than a line: cut into several lines, or cut off with `…`. */
export type Overflow = 'fold' | 'ellipsis';

/** One character as a terminal shows it, with the zero-width characters after it. */
interface Glyph {
  readonly text: string;
  readonly width: number;
  readonly space: boolean;
  readonly piece: number;
  readonly style: Style | null;
}

const BLANK: Glyph = { text: ' ', width: 1, space: true, piece: -1, style: null };

/**
 * Wraps text at spaces into lines of at most `width` cells, as Python's rich does: spaces that would hang over the edge are dropped.
 *
 * @example
 * wrap(['(None, 224, 224, 3)'], 12, 'right', 'fold').map((line) => ansi([line], false))
 * // => [' (None, 224,\n', '     224, 3)\n']
 */
export function wrap(
  text: StyledText,
  width: number,
  justify: Justify,
  overflow: Overflow,
): readonly (readonly Span[])[] {
  const glyphs = glyphsOf(text);
  const breaks = [0, ...breaksOf(glyphs, width, overflow), glyphs.length];
  return breaks.slice(1).map((end, index) => {
    const line = withoutHanging(glyphs.slice(breaks[index], end), width);
    return spansOf(justified(line, width, justify, overflow));
  });
}

/** How many cells of a terminal a text takes: two for a wide character, none for a combining one. */
export function cells(text: StyledText): number {
  return widthOf(glyphsOf(text));
}

/** Cuts a line off after `width` cells. */
export function cropped(line: readonly Span[], width: number): readonly Span[] {
  return cells(line) <= width ? line : spansOf(crop(glyphsOf(line), width));
}

/**
 * Lines as one text in which each ends with a line break; with `color`, styles become ANSI escape codes, one pair around
 * each span.
 *
 * @example
 * ansi([[{ text: 'loud', style: { bold: true, color: 34 } }]], true)
 * // => '\x1b[1;38;5;34mloud\x1b[0m\n'
 */
export function ansi(lines: readonly (readonly Span[])[], color: boolean): string {
  return lines.map((line) => `${line.map((span) => spanText(span, color)).join('')}\n`).join('');
}

function spanText({ text, style }: Span, color: boolean): string {
  if (!color || style === null || text === '') return text;
  const codes = [...(style.bold ? ['1'] : []), ...(style.color === undefined ? [] : [colorCode(style.color)])];
  return codes.length === 0 ? text : `\x1b[${codes.join(';')}m${text}\x1b[0m`;
}

/** The first 16 colours have codes of their own, so that the terminal's theme applies. */
function colorCode(color: number): string {
  if (color < 8) return `${30 + color}`;
  return color < 16 ? `${82 + color}` : `38;5;${color}`;
}

function glyphsOf(text: StyledText): Glyph[] {
  const glyphs: Glyph[] = [];
  text.forEach((part, piece) => {
    const { text, style } = typeof part === 'string' ? { text: part, style: null } : part;
    for (const character of text) {
      const width = characterWidth(character);
      const before = glyphs.at(-1);
      if (width === 0 && before) glyphs[glyphs.length - 1] = { ...before, text: before.text + character };
      else glyphs.push({ text: character, width, space: /\s/.test(character), piece, style });
    }
  });
  return glyphs;
}

function spansOf(glyphs: readonly Glyph[]): Span[] {
  const spans: Span[] = [];
  glyphs.forEach(({ text, style, piece }, index) => {
    const before = spans.at(-1);
    if (before && glyphs[index - 1]?.piece === piece) spans[spans.length - 1] = { text: before.text + text, style };
    else spans.push({ text, style });
  });
  return spans;
}

const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2064]$/u;
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f251}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

function characterWidth(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  return ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

function widthOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, glyph) => sum + glyph.width, 0);
}

/** Where lines begin, apart from the first. A word takes the spaces after it (and the first those before it) along. */
function breaksOf(glyphs: readonly Glyph[], width: number, overflow: Overflow): number[] {
  const breaks: number[] = [];
  let used = 0;
  for (const [start, end] of wordsOf(glyphs)) {
    const word = glyphs.slice(start, end);
    const length = widthOf(trimEnd(word));
    if (length <= width - used) used += widthOf(word);
    else if (length > width && overflow === 'ellipsis') {
      if (start > 0) breaks.push(start);
      used = widthOf(word);
    } else if (length > width) {
      for (const [offset, size] of folds(word, width)) {
        if (start + offset > 0) breaks.push(start + offset);
        used = size;
      }
    } else if (used > 0 && start > 0) {
      breaks.push(start);
      used = widthOf(word);
    }
  }
  return breaks;
}

function wordsOf(glyphs: readonly Glyph[]): [start: number, end: number][] {
  const words: [number, number][] = [];
  const skip = (from: number, space: boolean) => {
    let at = from;
    while (glyphs[at]?.space === space) at++;
    return at;
  };
  for (let start = 0; ; ) {
    const first = skip(start, true);
    if (first === glyphs.length) return words;
    const end = skip(skip(first, false), true);
    words.push([start, end]);
    start = end;
  }
}

/** Cuts a word into lines: where each begins, and how many cells it takes. */
function folds(word: readonly Glyph[], width: number): [offset: number, size: number][] {
  const lines: [number, number][] = [];
  let offset = 0;
  let size = 0;
  word.forEach((glyph, index) => {
    if (size + glyph.width > width && index > offset) {
      lines.push([offset, size]);
      [offset, size] = [index, 0];
    }
    size += glyph.width;
  });
  return [...lines, [offset, size]];
}

function trimEnd(glyphs: readonly Glyph[]): readonly Glyph[] {
  return glyphs.slice(0, glyphs.findLastIndex((glyph) => !glyph.space) + 1);
}

/** Drops spaces at the end as far as they stand beyond the width, which rich counts in code points here. */
function withoutHanging(glyphs: readonly Glyph[], width: number): readonly Glyph[] {
  const spaces = glyphs.length - trimEnd(glyphs).length;
  const excess = Math.max(0, glyphs.reduce((sum, { text }) => sum + [...text].length, 0) - width);
  return glyphs.slice(0, glyphs.length - Math.min(spaces, excess));
}

function justified(line: readonly Glyph[], width: number, justify: Justify, overflow: Overflow): readonly Glyph[] {
  const bare = justify === 'center' || justify === 'right' ? trimEnd(line) : line;
  const fitting = overflow === 'ellipsis' ? shortened(bare, width) : crop(bare, width);
  if (justify === 'default') return fitting;
  const free = Math.max(0, width - widthOf(fitting));
  const before = justify === 'left' ? 0 : justify === 'right' ? free : Math.floor(free / 2);
  return [...Array<Glyph>(before).fill(BLANK), ...fitting, ...Array<Glyph>(free - before).fill(BLANK)];
}

/** Ends what does not fit with `…`, in the style of the character that it replaces. */
function shortened(glyphs: readonly Glyph[], width: number): readonly Glyph[] {
  if (widthOf(glyphs) <= width) return glyphs;
  const kept = crop(glyphs, width - 1);
  return [...kept, { ...(glyphs[kept.length] ?? BLANK), text: '…', width: 1 }];
}

/** Keeps what fits; a wide character cut in two becomes a space. */
function crop(glyphs: readonly Glyph[], width: number): readonly Glyph[] {
  let used = 0;
  const kept: Glyph[] = [];
  for (const glyph of glyphs) {
    if (used + glyph.width > width) {
      if (used < width) kept.push({ ...glyph, text: ' ', width: 1 });
      break;
    }
    kept.push(glyph);
    used += glyph.width;
  }
  return kept;
}
