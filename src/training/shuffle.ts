export function shuffled(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}
