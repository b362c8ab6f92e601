import { FileError } from './errors.ts';

/** See `Files.svgToPng`: drawn by the browser itself, on a canvas. */
export async function svgToPng(svg: string, scale: number): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof document === 'undefined')
    throw new FileError('toPNG', {
      expected: 'a page with a document, which browsers need to draw an SVG',
      received: 'a worker',
      mend: 'Send the text of toSVG() to the page and draw it there.',
    });
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(image.naturalWidth * scale);
    canvas.height = Math.ceil(image.naturalHeight * scale);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (context === null || blob === null) throw new Error('the canvas gave no picture; it may be too large');
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new FileError('toPNG', {
      expected: 'an SVG picture that the browser can draw',
      received: cause instanceof Error ? cause.message : String(cause),
      mend: 'Try a smaller scale, or use toSVG().',
      cause,
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
