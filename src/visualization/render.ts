import { EngineError } from '../utils/errors.ts';
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
  const warnings: string[] = [];
  const keep = (_method: string, _level: string, message: readonly unknown[]) => warnings.push(message.join(' '));
  const logger = vega.logger(vega.Warn, undefined, keep);
  try {
    const compiled = vegaLite.compile(spec, { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
    const svg = await view.toSVG();
    view.finalize();
    return svg;
  } catch (cause) {
    throw new EngineError('toSVG', {
      expected: 'a specification that Vega-Lite can draw',
      received: [cause instanceof Error ? cause.message : String(cause), ...warnings].join('; '),
      cause,
    });
  }
}
