import { CliError, exitCodes, usageError } from '../cli-error.ts';

/** A value that must not stand in a command line: asked for without showing it, or taken from what is piped in, without the line's end. */
export async function readValue(question: string): Promise<string> {
  const value = process.stdin.isTTY ? await askHidden(question) : (await new Response(Bun.stdin.stream()).text()).replace(/\r?\n$/, '');
  if (value === '') throw usageError('there is no value', 'Type it when asked, or pipe it in: lime env set KEY NAME < file');
  return value;
}

function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(`${question}: `);
  stdin.setRawMode(true).resume().setEncoding('utf8');
  let value = '';
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      stdin.off('data', onData).setRawMode(false).pause();
      stderr.write('\n');
      end();
    };
    const onData = (typed: string) => {
      for (const character of typed) {
        if (character === '\u0003') return finish(() => reject(new CliError({ message: 'nothing was set', exitCode: exitCodes.interrupted, code: 'interrupted' })));
        if (character === '\r' || character === '\n' || character === '\u0004') return finish(() => resolve(value));
        value = character === '\u007f' ? value.slice(0, -1) : value + character;
      }
    };
    stdin.on('data', onData);
  });
}
