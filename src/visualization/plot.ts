import { canWriteFiles, svgToPng, writeFile } from '#files';
import { ArgumentError, FileError } from '../utils/errors.ts';
import { page } from './page.ts';
import { renderSVG } from './render.ts';
import type { VegaLiteSpec } from './theme.ts';

/**
 * A picture: a Vega-Lite specification, and its drawing as SVG, PNG or a page. Nothing is drawn before it is asked for.
 *
 * @example
 * const picture = plot.histogram([1, 2, 2, 3]);
 * (await picture.toSVG()).startsWith('<svg') // => true
 */
export class Plot {
  /** The picture as data; paste it into the Vega editor to change it by hand. */
  readonly spec: VegaLiteSpec;
  /** What it shows, in a few words. */
  readonly title: string;

  constructor(spec: VegaLiteSpec, title: string) {
    this.spec = spec;
    this.title = title;
  }

  /**
   * The picture as SVG text.
   *
   * @throws EngineError if the packages vega and vega-lite are not installed.
   */
  async toSVG(): Promise<string> {
    return await renderSVG(this.spec);
  }

  /**
   * The picture as the bytes of a PNG file, `scale` pixels to one unit of the picture (default 2, sharp on paper).
   *
   * In Node it is drawn by the optional packages @resvg/resvg-js and dejavu-fonts-ttf, in a browser by a canvas.
   *
   * @throws FileError if one of these is not there.
   */
  async toPNG(options: { readonly scale?: number | undefined } = {}): Promise<Uint8Array<ArrayBuffer>> {
    const { scale = 2 } = options;
    if (!(scale > 0 && scale <= 16))
      throw new ArgumentError('toPNG: scale', { expected: 'a number above 0, at most 16', received: String(scale) });
    return await svgToPng(await this.toSVG(), scale);
  }

  /** The picture as an HTML page that needs nothing else: no script, no network. */
  async toHTML(): Promise<string> {
    return page(this.title, await this.toSVG());
  }

  /**
   * Writes the picture to a file; the ending says how: `.svg`, `.png`, `.html`, or `.json` for the specification. Missing
   * folders are made.
   *
   * @throws ArgumentError for any other ending.
   * @throws FileError in a browser, which has no disk, or if the file cannot be written.
   */
  async save(path: string): Promise<void> {
    const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
    const write = ending === undefined ? undefined : this.#endings()[ending];
    if (write === undefined)
      throw new ArgumentError('save', {
        expected: 'a path that ends in .svg, .png, .html or .json',
        received: JSON.stringify(path),
      });
    if (!canWriteFiles)
      throw new FileError('save', {
        expected: 'a disk, as in Node',
        received: 'a browser',
        mend: 'Use toSVG(), toPNG() or toHTML() and show or offer what they give.',
      });
    await writeFile(path, await write());
  }

  #endings(): Readonly<Record<string, () => Promise<string | Uint8Array>>> {
    return {
      svg: () => this.toSVG(),
      png: () => this.toPNG(),
      html: () => this.toHTML(),
      json: async () => `${JSON.stringify(this.spec, null, 2)}\n`,
    };
  }
}
