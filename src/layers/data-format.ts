import { ArgumentError } from '../utils/errors.ts';
import { didYouMean, type Spelling, snake } from '../utils/names.ts';

/** Where the channels of images stand: `[batch, ...space, channels]`, or `[batch, channels, ...space]`. */
export type DataFormat = Spelling<'channelsLast' | 'channelsFirst'>;

const known = ['channels_last', 'channels_first'] as const;

/**
 * A data format as files spell it; null is Keras's default, channels last.
 *
 * @throws {ArgumentError} for anything else.
 */
export function dataFormatOf(where: string, given: DataFormat | null | undefined): (typeof known)[number] {
  const found = known.find((format) => format === snake(String(given ?? 'channelsLast')));
  if (found !== undefined) return found;
  throw new ArgumentError(`${where}: dataFormat`, {
    expected: "'channelsLast' or 'channelsFirst'",
    received: `'${given}'`,
    mend: didYouMean(String(given), known),
  });
}
