import { FileError } from './errors.ts';
import { packageFile } from './files.node.ts';

/** See `Files.svgToPng`: drawn by resvg, with the DejaVu fonts, so that pictures are equal on every machine. */
export async function svgToPng(svg: string, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const { Resvg } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    throw missing('@resvg/resvg-js', 'to draw PNG pictures', cause);
  });
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    // resvg drops text it has no font for, without a word: so the fonts are named, and their absence is an error.
    font: {
      loadSystemFonts: false,
      fontFiles: await Promise.all(['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map(font)),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  const png = picture.render().asPng();
  return Uint8Array.from(png);
}

async function font(file: string): Promise<string> {
  const path = await packageFile(`dejavu-fonts-ttf/ttf/${file}`);
  if (path === null) throw missing('dejavu-fonts-ttf', 'for the letters in PNG pictures');
  return path;
}

function missing(name: string, purpose: string, cause?: unknown): FileError {
  return new FileError('toPNG', {
    expected: `the package ${name}, ${purpose}`,
    received: 'no such package installed',
    mend: `Install it with \`npm install ${name}\`, or use toSVG(), which needs no package.`,
    cause,
  });
}
