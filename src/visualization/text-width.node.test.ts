import { Resvg } from '@resvg/resvg-js';
import { expect, test } from 'vitest';
import { packageFile } from '#files';
import { textWidth } from './text-width.ts';

const font = (await packageFile('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')) ?? '';
const boldFont = (await packageFile('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')) ?? '';

/** Where a mark stands that follows the text: what resvg itself takes for the width. */
function drawn(text: string, weight: string): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="50"><text x="0" y="30" font-size="20" font-family="DejaVu Sans" font-weight="${weight}"><tspan fill="none">${text}</tspan>|</text></svg>`;
  const box = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [font, boldFont] } }).innerBBox();
  return box?.x ?? 0;
}

test('is the width that resvg draws', () => {
  const bar = drawn('', 'normal');
  for (const text of ['sigmoid', '0123456789', 'MWMW', 'Which digit (of 10) is it?'])
    expect(Math.abs(drawn(text, 'normal') - bar - textWidth(text, 20))).toBeLessThan(2);
});

test('is near the width of bold letters', () => {
  const bar = drawn('', 'bold');
  for (const text of ['Activation functions', 'Learning curves'])
    expect((drawn(text, 'bold') - bar) / textWidth(text, 20, 'bold')).toBeCloseTo(1, 1);
});

test('takes unknown signs for wide ones', () => {
  expect(textWidth('漢', 10)).toBe(8.38);
});
