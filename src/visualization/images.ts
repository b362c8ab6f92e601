import type { ArrayData } from '../utils/arrays.ts';
import { ArgumentError } from '../utils/errors.ts';
import { type Classes, type Numbers, readClasses } from './classes.ts';
import { Plot } from './plot.ts';
import { pngAddress } from './png.ts';
import { rasters } from './rasters.ts';
import { textWidth } from './text-width.ts';
import { colours, type Layer, theme } from './theme.ts';

/** Options of `plot.images`. */
export interface ImagesOptions {
  /** What each image is: class numbers `[n]`, or one-hot rows `[n, classes]`. */
  readonly labels?: Numbers | undefined;
  /** What a model took each image for: class numbers, or scores `[n, classes]` as `predict` gives them. */
  readonly predictions?: Numbers | undefined;
  /** Names of the classes, by number. Default: the numbers. */
  readonly names?: readonly string[] | undefined;
  /** Images side by side. Default 8. */
  readonly columns?: number | undefined;
  /** How many images at most. Default 32. */
  readonly count?: number | undefined;
  /** Show only images that the model took for something else; needs labels and predictions. Default false. */
  readonly onlyWrong?: boolean | undefined;
  /** Dark where values are great, as ink on paper: for MNIST. Default false. */
  readonly invert?: boolean | undefined;
  /**
   * The values that are darkest and lightest. Default: 0 and 255 for bytes; 0 and 1 for numbers in that range; else the
   * least and the greatest of the images shown.
   */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Above the picture. Default `'Images'`. */
  readonly title?: string | undefined;
}

/**
 * A grid of images: grey `[n, height, width]` or `[n, height, width, 1]`, coloured `[n, height, width, 3]` (4 with opacity).
 *
 * With labels, each image is named; with predictions as well, a right one is named once, and a wrong one is framed and told
 * as `'1, is 7'`. Where predictions are probabilities, the line below says how sure the model was.
 *
 * @throws ArgumentError for other shapes, unequal lengths, or no image to show.
 * @example
 * plot.images({ data: new Uint8Array(2 * 28 * 28), shape: [2, 28, 28] }, { labels: [7, 2] }).title // => 'Images'
 */
export function images(given: ArrayData, options: ImagesOptions = {}): Plot {
  const { title = 'Images', columns = 8, count = 32, names, onlyWrong = false } = options;
  for (const [name, value] of Object.entries({ columns, count }))
    if (!(Number.isInteger(value) && value > 0))
      throw new ArgumentError(`images: ${name}`, { expected: 'a positive integer', received: String(value) });
  const total = given.shape[0] ?? 0;
  const labels = classesOf('labels', options.labels, total);
  const predictions = classesOf('predictions', options.predictions, total);
  const wrong = labels && predictions ? labels.ids.map((id, i) => id !== predictions.ids[i]) : null;
  const chosen = choose(total, wrong, onlyWrong).slice(0, count);
  const pictures = rasters(given, chosen, options);

  const side = Math.max(pictures.width, pictures.height);
  const zoom = side > 72 ? 96 / side : Math.round(72 / side); // whole zooms keep the pixels square and equal
  const [width, height] = [pictures.width * zoom, pictures.height * zoom];
  const captions = chosen.map((i) =>
    caption(labels?.ids[i], predictions?.ids[i], predictions?.confidences?.[i], names),
  );
  const above = captions.some((one) => one.above) ? line : 0;
  const below = captions.some((one) => one.below) ? line : 0;
  const across = Math.max(width, ...captions.map((one) => textWidth(one.above, 13, 'bold'))) + gap;
  const down = above + height + below + gap;
  const values = captions.map((one, i) => {
    const top = Math.floor(i / columns) * down + above;
    const middle = top + height / 2;
    return {
      ...one,
      x: ((i % columns) + 0.5) * across,
      middle,
      top: top - 8,
      bottom: top + height + line - 5,
      address: pngAddress(pictures.at(i)),
    };
  });
  const size = { width: Math.min(columns, chosen.length) * across, height: Math.ceil(chosen.length / columns) * down };
  const spec = {
    ...theme,
    title: wrong === null ? title : { text: title, subtitle: note(wrong) },
    description: `${title}: ${captions.map((one) => one.above).join('; ')}`,
    ...size,
    layer: [
      frames(
        values.filter((one) => one.wrong),
        width,
        height,
        size,
      ),
      pictureLayer(values, { width, height }, size),
      ...(above ? [words(values, 'above', 'top', size)] : []),
      ...(below ? [words(values, 'below', 'bottom', size)] : []),
    ],
  } satisfies Plot['spec'];
  return new Plot(spec, title);
}

/** Room for a line of words, and between images. */
const line = 20;
const gap = 14;

interface Caption {
  readonly above: string;
  readonly below: string;
  readonly wrong: boolean;
}

interface Placed extends Caption {
  readonly x: number;
  readonly middle: number;
  readonly top: number;
  readonly bottom: number;
  readonly address: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Positions are in pixels, from the upper left corner. */
function place(field: 'middle' | 'top' | 'bottom', { width, height }: Size) {
  const upTo = (end: number): [number, number] => [0, end];
  return {
    x: { field: 'x', type: 'quantitative', scale: { domain: upTo(width), nice: false }, axis: null },
    y: { field, type: 'quantitative', scale: { domain: upTo(height), nice: false, reverse: true }, axis: null },
  } as const;
}

function pictureLayer(values: readonly Placed[], image: Size, size: Size): Layer {
  return {
    data: { values: [...values] },
    mark: { type: 'image', ...image, aspect: false, smooth: false, aria: false },
    encoding: { ...place('middle', size), url: { field: 'address', type: 'nominal' } },
  };
}

/** A frame is a picture of one coloured pixel behind the image, a little larger. */
function frames(values: readonly Placed[], width: number, height: number, size: Size): Layer {
  const address = pngAddress({ width: 1, height: 1, channels: 3, data: Uint8Array.of(0xd5, 0x5e, 0x00) });
  const behind = values.map((one) => ({ ...one, address }));
  return pictureLayer(behind, { width: width + 6, height: height + 6 }, size);
}

function words(values: readonly Placed[], field: 'above' | 'below', at: 'top' | 'bottom', size: Size): Layer {
  const style = field === 'above' ? { fontSize: 13, fontWeight: 'bold' as const } : { fontSize: 11 };
  return {
    data: { values: [...values] },
    mark: { type: 'text', baseline: 'alphabetic', ...style },
    encoding: {
      ...place(at, size),
      text: { field, type: 'nominal' },
      color: {
        condition: { test: 'datum.wrong', value: colours.bad },
        value: field === 'above' ? colours.ink : colours.faint,
      },
    },
  };
}

function classesOf(name: string, given: Numbers | undefined, total: number): Classes | null {
  if (given === undefined) return null;
  const classes = readClasses(`images: ${name}`, given);
  if (classes.ids.length !== total)
    throw new ArgumentError(`images: ${name}`, {
      expected: `one for each of ${total} images`,
      received: String(classes.ids.length),
    });
  return classes;
}

function choose(total: number, wrong: readonly boolean[] | null, onlyWrong: boolean): number[] {
  const all = Array.from({ length: total }, (_, i) => i);
  if (onlyWrong && wrong === null)
    throw new ArgumentError('images: onlyWrong', {
      expected: 'labels and predictions, to know what is wrong',
      received: 'not both',
    });
  const chosen = onlyWrong ? all.filter((i) => wrong?.[i]) : all;
  if (chosen.length === 0)
    throw new ArgumentError('images', {
      expected: 'at least one image',
      received: onlyWrong ? 'no wrong prediction among them' : 'none',
    });
  return chosen;
}

function caption(
  label: number | undefined,
  prediction: number | undefined,
  confidence: number | undefined,
  names: readonly string[] | undefined,
): Caption {
  const name = (id: number): string => {
    const known = names === undefined ? String(id) : names[id];
    if (known !== undefined) return known;
    throw new ArgumentError('images: names', {
      expected: `a name for class ${id}`,
      received: `${names?.length} names`,
    });
  };
  const below = confidence === undefined ? '' : `${Math.floor(confidence * 100)} %`;
  const wrong = label !== undefined && prediction !== undefined && label !== prediction;
  if (wrong) return { above: `${name(prediction)}, is ${name(label)}`, below, wrong };
  const known = prediction ?? label;
  return { above: known === undefined ? '' : name(known), below, wrong };
}

function note(wrong: readonly boolean[]): string {
  const count = wrong.filter(Boolean).length;
  const all = wrong.length.toLocaleString('en');
  return `${count === 0 ? 'None' : count.toLocaleString('en')} of ${all} wrong${count === 0 ? '' : ': framed, with the truth second'}`;
}
