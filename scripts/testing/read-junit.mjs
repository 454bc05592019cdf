const FAILED_CASE = /<testcase name="([^"]*)"[^>]*? file="([^"]*)"[^>]*>\s*<failure([^>]*?)(?:\/>|>([^<]*)<\/failure>)/g;

/**
 * The failures of a JUnit report: bun prints an error's text now and then below another file that runs
 * at the same time, here it stands with its test.
 * @param {string} xml
 * @returns {{ file: string, name: string, detail: string }[]}
 */
export function readJunitFailures(xml) {
  return [...xml.matchAll(FAILED_CASE)].map(([, name, file, attributes, text]) => ({
    file: decode(file),
    name: decode(name),
    detail: decode(text ?? attributes.match(/message="([^"]*)"/)?.[1] ?? '').trim(),
  }));
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decode(text) {
  return text.replace(/&(?:#(\d+)|(lt|gt|quot|apos|amp));/g, (_, code, name) => (name ? ENTITIES[name] : String.fromCodePoint(Number(code))));
}
