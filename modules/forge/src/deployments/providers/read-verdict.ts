/** What the machine says of a deployment, in words of our own. */
export type Verdict = { kind: 'exit' | 'late'; code: number } | { kind: 'busy' | 'absent' | 'interrupted' | 'failed' };

/** Reads our own lines, which begin with the nonce, out of all that a machine says; the rest is the command's. */
export function readVerdict(nonce: string, say: (text: string) => void, onReady: () => void): { push(text: string): void; end(): Verdict | null } {
  let held = '';
  let verdict: Verdict | null = null;
  const take = (line: string) => {
    const word = line.slice(nonce.length + 1);
    if (word === 'ready') onReady();
    else verdict ??= parse(word);
  };
  const push = (text: string) => {
    held += text;
    for (let end = held.indexOf('\n'); end !== -1; end = held.indexOf('\n')) {
      const line = held.slice(0, end);
      if (line.startsWith(`${nonce} `)) take(line);
      else say(`${line}\n`);
      held = held.slice(end + 1);
    }
    // A long line need not be held: only its beginning could be ours.
    if (held.length > nonce.length && !held.startsWith(nonce)) {
      say(held);
      held = '';
    }
  };
  return {
    push,
    end: () => {
      if (held !== '' && !held.startsWith(nonce)) say(held);
      return verdict;
    },
  };
}

function parse(word: string): Verdict | null {
  const [kind = '', code = ''] = word.split(' ');
  if (kind === 'exit' || kind === 'late') return /^\d+$/.test(code) ? { kind, code: Number(code) } : null;
  return kind === 'busy' || kind === 'absent' || kind === 'interrupted' || kind === 'failed' ? { kind } : null;
}
