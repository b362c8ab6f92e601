/** What is known of a case: Keras's name of the function or class, and the case's own name. */
export interface ReportedCase {
  readonly name: string;
  readonly id: string;
}

/**
 * Notes how far a case was from Keras, and gives that difference back, so that it wraps what a test compares. Where the
 * environment variable `LAYERWISE_PARITY_REPORT` names a folder (`npm run parity` does), a line goes into a file of this
 * process there; elsewhere, and in the browser, nothing happens. A case may be noted several times: its largest counts.
 *
 * @example
 * expect(reportCase('losses', one, largestDifference(actual, expected))).toBeLessThan(1e-6);
 */
export function reportCase(family: string, { name, id }: ReportedCase, difference: number): number {
  const folder = typeof process === 'undefined' ? undefined : process.env?.['LAYERWISE_PARITY_REPORT'];
  if (folder !== undefined && folder !== '') {
    const line = JSON.stringify({
      family,
      name,
      id,
      difference: Number.isFinite(difference) ? difference : 'Infinity',
    });
    // Asked of the process, not imported: this file is loaded in the browser as well.
    process.getBuiltinModule('node:fs').appendFileSync(`${folder}/${process.pid}.jsonl`, `${line}\n`);
  }
  return difference;
}
