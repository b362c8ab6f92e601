import { describe, expect, test } from 'vitest';
import { terminal } from './terminal.ts';

const tty = { isTTY: true, columns: 132 };

describe('terminal', () => {
  test('takes width and 256 colours from a terminal', () => {
    expect(terminal({ env: { TERM: 'xterm-256color' }, stdout: tty })).toEqual({
      columns: 132,
      color: '256',
      dynamic: true,
    });
  });

  test('shows all colours where COLORTERM says so', () => {
    expect(terminal({ env: { COLORTERM: 'truecolor' }, stdout: tty }).color).toBe('full');
  });

  test('shows no colours in a file', () => {
    expect(terminal({ env: { COLORTERM: 'truecolor' }, stdout: {} })).toEqual({
      columns: null,
      color: 'none',
      dynamic: false,
    });
  });

  test.each([{ NO_COLOR: '1', FORCE_COLOR: '1' }, { FORCE_COLOR: '0' }, { TERM: 'dumb' }])(
    'shows no colours with %o',
    (env) => {
      expect(terminal({ env, stdout: tty }).color).toBe('none');
    },
  );

  test('shows colours in a file if they are forced', () => {
    expect(terminal({ env: { FORCE_COLOR: '1' }, stdout: {} }).color).toBe('256');
  });

  test('takes COLUMNS before the width of the terminal', () => {
    expect(terminal({ env: { COLUMNS: '60' }, stdout: tty }).columns).toBe(60);
  });

  test('knows neither width nor colours without a process', () => {
    expect(terminal({})).toEqual({ columns: null, color: 'none', dynamic: false });
  });
});
