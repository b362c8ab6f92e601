/** An HTML page around an SVG picture: titled, readable on a phone, printed without margins wasted, self-contained. */
export function page(title: string, svg: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f4f4f2; font-family: system-ui, sans-serif; }
  figure { margin: 1rem; padding: 0.5rem; background: white; border-radius: 8px; box-shadow: 0 1px 4px #0002; }
  svg { display: block; max-width: 100%; height: auto; }
  @media print { body { background: none; } figure { box-shadow: none; } }
</style>
</head>
<body>
<figure>
${svg}
</figure>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
