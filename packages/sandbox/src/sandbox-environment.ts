/** The whole environment of a sandboxed command; `own` wins. */
export function sandboxEnvironment(toolchainPath: string[], own: Record<string, string> = {}): Record<string, string> {
  const system = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return {
    PATH: [...toolchainPath, ...system].join(':'),
    HOME: '/home/agent',
    USER: 'agent',
    LOGNAME: 'agent',
    SHELL: '/bin/sh',
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ...own,
  };
}
