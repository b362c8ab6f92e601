import { describe, expect, test } from 'vitest';
import { digitPicture, probabilityBars, sideBySide } from './terminal.ts';

const stroke = new Uint8Array([0, 255, 0, 0, 255, 0, 0, 128, 0]);

describe('digitPicture', () => {
  test('draws bright pixels as dense characters without colour', () => {
    expect(digitPicture(stroke, 3, 3, { color: 'none' })).toBe(' @ \n + \n');
  });

  test('puts two pixels in each character, the lower as background', () => {
    expect(digitPicture(new Uint8Array([255, 0]), 1, 2, { color: 'full' })).toBe(
      '\x1b[38;2;255;255;255;48;2;0;0;0m▀\x1b[0m\n',
    );
  });

  test('leaves the terminal its background below an odd height', () => {
    expect(digitPicture(new Uint8Array([255]), 1, 1, { color: '256' })).toBe('\x1b[38;5;231;49m▀\x1b[0m\n');
  });

  test('spreads greys over the 26 of 256 colours', () => {
    const ramp = Uint8Array.from({ length: 26 }, (_, level) => Math.round((level * 255) / 25));
    const used = [...ramp].map((value) => {
      const text = digitPicture(new Uint8Array([value]), 1, 1, { color: '256' });
      return Number(/38;5;(\d+)/.exec(text)?.[1]);
    });
    expect(used).toEqual([16, ...Array.from({ length: 24 }, (_, level) => 232 + level), 231]);
  });

  test('changes colour only where the pixels change', () => {
    const text = digitPicture(new Uint8Array(8), 4, 2, { color: 'full' });
    expect(text).toBe('\x1b[38;2;0;0;0;48;2;0;0;0m▀▀▀▀\x1b[0m\n');
  });

  test('takes floats from 0 to 1', () => {
    const floats = Float32Array.from(stroke, (value) => value / 255);
    expect(digitPicture(floats, 3, 3, { color: 'none' })).toBe(digitPicture(stroke, 3, 3, { color: 'none' }));
  });

  test('cuts off what lies beyond the range', () => {
    const values = new Float32Array([-7, 0, 1, 7, Number.NaN]);
    expect(digitPicture(values, 5, 1, { color: 'none', range: [-1, 1] })).toBe(' +@@ \n');
  });

  test('refuses a picture of another size', () => {
    expect(() => digitPicture(stroke, 28, 28, { color: 'none' })).toThrow(
      'digitPicture: image: expected width times height grey values, received 9 values for 28 times 28. ' +
        'Pass one picture at a time, as in images.subarray(0, 28 * 28).',
    );
  });

  test('refuses a range without extent', () => {
    expect(() => digitPicture(stroke, 3, 3, { range: [1, 1] })).toThrow(
      'digitPicture: range: expected black below white, received [1, 1].',
    );
  });
});

describe('probabilityBars', () => {
  test('marks the largest and aligns names to the right', () => {
    expect(probabilityBars([0.25, 0.75], ['cat', 'llama'], { color: 'none', width: 4 })).toBe(
      '    cat █     25.0 %\n> llama ███   75.0 %\n',
    );
  });

  test('counts to an eighth of a cell, and shows what is not zero', () => {
    const text = probabilityBars([0, 0.0001, 0.3, 0.6999], ['a', 'b', 'c', 'd'], { color: 'none', width: 10 });
    expect(text.split('\n').map((line) => line.slice(4, 14).trim())).toEqual(['', '▏', '███', '███████', '']);
  });

  test('sets the largest off by colour', () => {
    expect(probabilityBars([0.5, 0.25], ['a', 'b'], { color: '256', width: 2 })).toBe(
      '\x1b[1m> a \x1b[0m\x1b[1;38;5;35m█\x1b[0m\x1b[1m   50.0 %\x1b[0m\n  b \x1b[38;5;245m▌\x1b[0m   25.0 %\n',
    );
  });

  test('refuses names that do not match', () => {
    expect(() => probabilityBars([1], ['a', 'b'])).toThrow(
      'probabilityBars: names: expected one for each of 1 probabilities, received 2.',
    );
  });

  test('refuses logits', () => {
    expect(() => probabilityBars([2.5, -1], ['a', 'b'])).toThrow(
      'probabilityBars: probabilities: expected numbers between 0 and 1, received 2.5. Logits become probabilities through softmax.',
    );
  });
});

describe('sideBySide', () => {
  test('fills shorter blocks and narrower lines', () => {
    expect(sideBySide(['a\nbcd\n', 'one\n', 'x\ny\nz\n'], 1)).toBe('a   one x\nbcd     y\n        z\n');
  });

  test('measures without escape codes', () => {
    const picture = digitPicture(new Uint8Array(4), 2, 2, { color: 'full' });
    expect(sideBySide([picture, 'x\n'])).toBe(`${picture.trimEnd()}  x\n`);
  });
});
