import { expect, test, vi } from 'vitest';

// The examples that need no download, run from the sources; what they print is what they promise.

/** What an example prints. */
async function printed(load: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...parts) => void lines.push(parts.map(String).join(' ')));
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    await load();
  } finally {
    log.mockRestore();
    write.mockRestore();
  }
  return lines.join('\n');
}

test('a custom layer learns, and comes back from a file', async () => {
  const text = await printed(() => import('../examples/custom-layer.ts'));
  expect(text).toContain('nearness (Nearness)');
  const right = Number(/Inside or outside: (\d+) % right/.exec(text)?.[1]);
  expect(right).toBeGreaterThanOrEqual(90);
  expect(text).toContain('The model from the file predicts the same: true');
});

test('a custom model learns', async () => {
  const text = await printed(() => import('../examples/custom-model.ts'));
  expect(text).toContain('Model: "wide_and_deep"');
  const right = Number(/never seen, (\d+) % right/.exec(text)?.[1]);
  expect(right).toBeGreaterThanOrEqual(90);
});
