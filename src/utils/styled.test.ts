import { describe, expect, test } from 'vitest';
import { ansi, cells, cropped, wrap } from './styled.ts';

const LOUD = { bold: true, color: 34 };

describe('wrap', () => {
  test('breaks at spaces and aligns to the right', () => {
    expect(ansi(wrap(['(None, 224, 224, 3)'], 12, 'right', 'fold'), false)).toBe(' (None, 224,\n     224, 3)\n');
  });

  test('folds a word that is longer than the line', () => {
    expect(ansi(wrap(['abcdefgh ij'], 5, 'default', 'fold'), false)).toBe('abcde\nfgh \nij\n');
  });

  test('ends a word that is longer than the line with an ellipsis', () => {
    expect(ansi(wrap(['abcdefgh ij'], 5, 'left', 'ellipsis'), false)).toBe('abcd…\nij   \n');
  });

  test('keeps styles across lines', () => {
    expect(wrap([{ text: 'one two', style: LOUD }, '!'], 4, 'default', 'fold')).toEqual([
      [{ text: 'one ', style: LOUD }],
      [
        { text: 'two', style: LOUD },
        { text: '!', style: null },
      ],
    ]);
  });
});

describe('cells', () => {
  test('counts wide characters twice and combining ones not at all', () => {
    expect(cells(['層a', 'e\u0301'])).toBe(4);
  });
});

describe('cropped', () => {
  test('puts a space where a wide character is cut in two', () => {
    expect(cropped([{ text: '層層', style: null }], 3)).toEqual([{ text: '層 ', style: null }]);
  });
});

describe('ansi', () => {
  test('writes the first sixteen colours with the codes of the theme', () => {
    const spans = [1, 9, 33].map((color) => ({ text: 'x', style: { color } }));
    expect(ansi([spans], true)).toBe('\x1b[31mx\x1b[0m\x1b[91mx\x1b[0m\x1b[38;5;33mx\x1b[0m\n');
  });

  test('writes plain text without colour', () => {
    expect(ansi([[{ text: 'x', style: LOUD }]], false)).toBe('x\n');
  });
});
