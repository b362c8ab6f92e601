/**
 * Advance widths of DejaVu Sans in thousandths of the font size, for the characters from space to tilde, read from the
 * font's own hmtx table.
 */
const advances: readonly number[] = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
  636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
  748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
  615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
  337, 636, 838,
];

/** Beyond ASCII: letters of European alphabets are about as wide as these, signs and ideographs wider, which is safe. */
const other = 838;

/** DejaVu Sans Bold against DejaVu Sans, over English text. */
const bold = 1.12;

/**
 * The width of a text in DejaVu Sans, in the unit of `size`.
 *
 * @example
 * textWidth('mmm', 10) // => 29.22
 */
export function textWidth(text: string, size: number, weight?: string | number | undefined): number {
  let sum = 0;
  for (const character of text) sum += advances[(character.codePointAt(0) ?? 0) - 32] ?? other;
  const heavy = weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
  return Number(((sum * size * (heavy ? bold : 1)) / 1000).toFixed(2));
}
