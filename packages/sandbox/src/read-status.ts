import { readDescriptor } from './read-descriptor.ts';

export type BwrapStatus = {
  /** The host's pid of the sandbox's first process; undefined when bwrap failed before it had one. */
  childPid: Promise<number | undefined>;
  /** The command's exit code (128 + n for signal n); undefined when the command never ran or was killed with its sandbox. */
  exitCode: Promise<number | undefined>;
};

/** Reads what bwrap reports on its status descriptor: a JSON object per event, in pieces as they come. */
export function readStatus(descriptor: number): BwrapStatus {
  const childPid = Promise.withResolvers<number | undefined>();
  let text = '';
  const ended = readDescriptor(descriptor, (chunk) => {
    text += Buffer.from(chunk).toString('latin1');
    const pid = numberAfter(text, 'child-pid');
    if (pid !== undefined) childPid.resolve(pid);
  });
  const exitCode = ended.then(() => {
    childPid.resolve(undefined);
    return numberAfter(text, 'exit-code');
  });
  return { childPid: childPid.promise, exitCode };
}

function numberAfter(text: string, name: string): number | undefined {
  const match = new RegExp(`"${name}": (\\d+)[ ,}]`).exec(text);
  return match ? Number(match[1]) : undefined;
}
