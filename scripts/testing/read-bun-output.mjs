const HEADING = /^\S*\.(?:test|spec)\.[cm]?[jt]sx?:$/;
const FAILED = /^\(fail\) |^✗ |^# Unhandled error/;
const TOTAL = /^ *(\d+) (pass|fail|skip|todo|errors?)$/;

/** @typedef {{ lines: string[], passed: number, failed: boolean }} FileResult */

/**
 * Reads what `bun test` prints, line by line as it comes. A test file has several blocks when two run
 * at once. An error outside any test is a failed test; bun counts a file that does not load as both.
 * @param {(line: string) => void} onFailure is told of each failed test at once
 */
export function readBunOutput(onFailure) {
  /** @type {Map<string, FileResult>} */
  const files = new Map();
  let file = '';
  let hasTotals = false;

  /** The last ones count: a test may print lines that look like totals. */
  const totals = { pass: 0, fail: 0, skip: 0, todo: 0, error: 0 };

  function add(line) {
    const result = files.get(file);
    if (result === undefined) return;
    result.lines.push(line);
    if (line.startsWith('(pass)')) result.passed += 1;
    if (!FAILED.test(line)) return;
    result.failed = true;
    onFailure(`FAIL  ${file}  ${line.replace(/^\(fail\) /, '')}`);
  }

  return {
    /** @param {string} line */
    line(line) {
      const total = line.match(TOTAL);
      if (HEADING.test(line)) {
        file = line.slice(0, -1);
        if (!files.has(file)) files.set(file, { lines: [], passed: 0, failed: false });
      } else if (/^Ran \d+ tests? across/.test(line)) hasTotals = true;
      else if (total) totals[total[2].replace('errors', 'error')] = Number(total[1]);
      else if (/^\d+ tests? (failed|skipped):$/.test(line)) file = '';
      else add(line);
    },
    /** The results per file, and the totals: undefined when bun ended before it printed them. */
    end() {
      const { pass, fail, skip, todo, error } = totals;
      return { files, counts: hasTotals ? { passed: pass, failed: Math.max(fail, error), skipped: skip + todo } : undefined };
    },
  };
}
