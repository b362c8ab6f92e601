// Reads Vitest's JSON report into the two numbers that matter.
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ status: string }} Case
 * @typedef {{ name: string, status: string, message?: string, assertionResults: Case[] }} Suite
 * @typedef {{ success: boolean, testResults: Suite[] }} Report
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * Counts test cases. A file without cases (it did not load, or its browser did not start) counts as one failure, and so
 * does a run that ends in failure for no reason that the report names (an error outside of any test).
 *
 * @param {string} file the report
 * @param {number} code the exit code of the run
 * @returns {Totals}
 */
export function totals(file, code) {
  /** @type {Report} */
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const cases = report.testResults.flatMap((suite) => suite.assertionResults);
  const count = (/** @type {string} */ status) => cases.filter((one) => one.status === status).length;
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      assertionResults.length === 0 ||
      (status === 'failed' && !assertionResults.some((one) => one.status === 'failed')),
  ).length;
  const passed = count('passed');
  const failed = count('failed') + broken;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: cases.length - passed - count('failed') };
}
