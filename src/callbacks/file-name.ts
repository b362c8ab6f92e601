import type { Logs } from '../training/index.ts';
import { fixed, scientific } from '../utils/decimals.ts';
import { ArgumentError } from '../utils/errors.ts';
import { didYouMean } from '../utils/names.ts';
import { pythonNumber } from './print.ts';

/**
 * A file's name with its placeholders filled in, as Python's `format` does: `{epoch}`, `{epoch:02d}`, `{val_loss:.2f}`.
 *
 * @throws {ArgumentError} for a placeholder that has no value, or a format that is not known.
 * @example
 * fileName('{epoch:02d}-{val_loss:.2f}.keras', { epoch: 3, val_loss: 0.125 }) // => '03-0.12.keras'
 */
export function fileName(template: string, values: Logs): string {
  return template.replace(/\{(\w+)(?::([^{}]*))?\}/g, (_, name: string, format = '') => {
    const value = values[name];
    if (value !== undefined) return formatted(template, name, value, format);
    throw new ArgumentError('ModelCheckpoint: filepath', {
      expected: 'placeholders that have a value',
      received: `{${name}} in '${template}'`,
      mend: didYouMean(name, Object.keys(values)),
    });
  });
}

function formatted(template: string, name: string, value: number, format: string): string {
  // Epochs and batches are whole numbers; all else is a float, even where it happens to be whole.
  const isCount = name === 'epoch' || name === 'batch';
  const [, zero = '', width = '', decimals, type = ''] = /^(0?)(\d*)(?:\.(\d+))?([dfe%]?)$/.exec(format) ?? [];
  const isKnown =
    format === '' || (type === 'd' ? isCount && decimals === undefined : type !== '' || decimals === undefined);
  if (!isKnown || (format !== '' && !/^\d*(\.\d+)?[dfe%]?$/.test(format)))
    throw new ArgumentError('ModelCheckpoint: filepath', {
      expected: 'formats such as {epoch:02d}, {val_loss:.2f} and {accuracy:.1%}',
      received: `{${name}:${format}} in '${template}'`,
    });
  const places = decimals === undefined ? 6 : Number(decimals);
  const plain = isCount ? String(value) : pythonNumber(value);
  const written: Readonly<Record<string, () => string>> = {
    f: () => fixed(value, places),
    e: () => scientific(value, places),
    '%': () => `${fixed(value * 100, places)}%`,
  };
  const digits = written[type]?.() ?? plain;
  return digits.padStart(Number(width), zero === '' ? ' ' : '0');
}
