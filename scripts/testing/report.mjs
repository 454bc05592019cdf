/**
 * Prints every failure with its output, then the totals as the very last line.
 * @param {{ passed: number, failed: number, skipped: number, failures: { title: string, output: string }[] }} result
 * @returns {number} the exit code: nothing run is a failure too
 */
export function report({ passed, failed, skipped, failures }, write = (text) => process.stdout.write(text)) {
  for (const { title, output } of failures) write(`\n──── ${title}\n${output}\n`);
  write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
