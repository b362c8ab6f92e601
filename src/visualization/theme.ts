import type { TopLevelSpec } from 'vega-lite';

/** A Vega-Lite specification: the picture as data, which any tool of that ecosystem draws. */
export type VegaLiteSpec = TopLevelSpec;

/** One of several pictures side by side or one above the other. */
export type Panel = Extract<VegaLiteSpec, { vconcat: unknown }>['vconcat'][number];

/** One of several marks drawn over each other. */
export type Layer = Extract<VegaLiteSpec, { layer: unknown }>['layer'][number];

/** What of the data each property of a mark shows. */
export type Encoding = NonNullable<Layer['encoding']>;

/** A picture of several marks drawn over each other. */
export type Layers = Pick<Extract<Panel, { layer: unknown }>, 'width' | 'height' | 'title' | 'data' | 'layer'>;

/**
 * Okabe and Ito's colours, which people with every kind of colour vision tell apart, without their yellow, too pale on
 * white.
 *
 * @see https://jfly.uni-koeln.de/color/
 */
export const palette: readonly string[] = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'];

/** Named uses of the palette: never the only sign of anything, always beside a dash, a position or a word. */
export const colours = {
  first: '#0072B2',
  second: '#D55E00',
  good: '#007A59',
  bad: '#C24E00',
  ink: '#222222',
  faint: '#5A5A5A',
};

/**
 * Dashes for lines in the order of their colours, so that curves that lie on each other stay apart. Five against seven
 * colours: the pairs repeat after 35 lines.
 */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [9, 4],
  [3, 3],
  [9, 3, 2, 3],
  [16, 4],
];

/** The colour and the dash of each of `count` lines. */
export function lineStyles(count: number): { colours: string[]; dashes: number[][] } {
  return {
    colours: Array.from({ length: count }, (_, i) => palette[i % palette.length] ?? colours.ink),
    dashes: Array.from({ length: count }, (_, i) => [...(dashes[i % dashes.length] ?? [1, 0])]),
  };
}

/** What all pictures share: white ground, quiet grid, letters large enough for a page or a slide. */
export const theme: Pick<Extract<VegaLiteSpec, { layer: unknown }>, '$schema' | 'background' | 'padding' | 'config'> = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  background: 'white',
  padding: 16,
  config: {
    // The shipped font stands first, so that the room reserved for text is right in Node and in a browser alike.
    font: 'DejaVu Sans, Verdana, sans-serif',
    view: { stroke: null },
    title: {
      fontSize: 17,
      fontWeight: 'bold',
      color: colours.ink,
      anchor: 'start',
      offset: 14,
      subtitleFontSize: 12.5,
      subtitleColor: colours.faint,
      subtitlePadding: 6,
    },
    axis: {
      labelFontSize: 12,
      titleFontSize: 13,
      titleFontWeight: 'normal',
      labelColor: colours.ink,
      titleColor: colours.ink,
      titlePadding: 8,
      gridColor: '#E3E3E3',
      domainColor: '#888888',
      tickColor: '#888888',
    },
    legend: {
      labelFontSize: 13,
      titleFontSize: 13,
      titleFontWeight: 'normal',
      labelColor: colours.ink,
      labelLimit: 260,
      symbolStrokeWidth: 2.5,
      symbolSize: 900,
      rowPadding: 0,
    },
    header: { labelFontSize: 14, labelFontWeight: 'bold', labelColor: colours.ink, title: null },
    line: { strokeWidth: 2.5, strokeCap: 'butt' },
    // A histogram's bars have no colour encoding, and then the palette does not reach them.
    mark: { color: colours.first },
    range: { category: [...palette] },
  },
};
