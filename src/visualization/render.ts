import { EngineError } from '../utils/errors.ts';
import { textWidth } from './text-width.ts';
import type { VegaLiteSpec } from './theme.ts';

/**
 * Draws a Vega-Lite specification as SVG text. Vega and Vega-Lite are loaded on first use, so that a page without pictures
 * never carries them; no document and no canvas is needed.
 *
 * @throws EngineError if Vega is missing or refuses the specification.
 */
export async function renderSVG(spec: VegaLiteSpec): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]).catch((cause: unknown) => {
    throw new EngineError('toSVG', {
      expected: 'the packages vega and vega-lite',
      received: 'no such packages installed',
      mend: 'Install them with `npm install vega vega-lite`.',
      cause,
    });
  });
  if (typeof document === 'undefined') measureText(vega);
  const warnings: string[] = [];
  const keep = (_method: string, _level: string, message: readonly unknown[]) => warnings.push(message.join(' '));
  const logger = vega.logger(vega.Warn, undefined, keep);
  try {
    const compiled = vegaLite.compile(spec, { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
    const svg = await view.toSVG();
    view.finalize();
    return withOwnNames(svg);
  } catch (cause) {
    throw new EngineError('toSVG', {
      expected: 'a specification that Vega-Lite can draw',
      received: [cause instanceof Error ? cause.message : String(cause), ...warnings].join('; '),
      cause,
    });
  }
}

/**
 * Vega counts clips and gradients through all pictures of a process. Here they are counted from 1 and named after the
 * picture: an equal picture is equal text, and pictures in one page do not use each other's.
 */
function withOwnNames(svg: string): string {
  const numbers = new Map<string, number>();
  const rename = (name: (kind: string, index: number) => string) =>
    svg.replace(/(?<=id="|url\(#)(clip|gradient_)\d+(?=[")])/g, (old, kind: string) => {
      if (!numbers.has(old)) numbers.set(old, numbers.size + 1);
      return name(kind, numbers.get(old) ?? 0);
    });
  const picture = hash(rename((kind, index) => `${kind}${index}`));
  return rename((kind, index) => `${kind}${index}-${picture}`);
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}

/**
 * Without a canvas Vega takes every letter for 0.8 of the font size, and leaves too much room; here it learns the widths of
 * the font that the picture is drawn in. (Its types do not know this hook, its code does: "custom width function".)
 */
function measureText(vega: object): void {
  const metrics: unknown = Reflect.get(vega, 'textMetrics');
  if (typeof metrics !== 'object' || metrics === null || !('width' in metrics)) return;
  metrics.width = (item: TextItem, text: unknown) => {
    const shown = String(text ?? item.text ?? '');
    return textWidth(shown, item.fontSize ?? 11, item.fontWeight);
  };
}

interface TextItem {
  readonly text?: string;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}
