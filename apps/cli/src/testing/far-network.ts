import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer, connect, type Socket } from 'node:net';

/** The network of a machine that reaches the server by one way only, and that nobody can reach. */
export type FarNetwork = {
  /** Where the server is, as seen from there. */
  server: string;
  spawn(argv: string[], env: Record<string, string>): ChildProcess;
  /** From now on packets vanish, both ways, and nobody is told. */
  cut(): void;
  mend(): void;
  /** The machine gets another address; its connections are dead without being told. */
  move(): void;
  /** Ports there on which something listens for connections. */
  listening(pid: number): string[];
  remove(): void;
};

const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' });

/** Why this machine cannot have such a network; null when it can. */
export function whyNoFarNetwork(): string | null {
  const name = `lime-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
  } catch (error) {
    return `network namespaces need root and the program "ip": ${error instanceof Error ? (error.message.split('\n').find((line) => line.trim() !== '') ?? '') : ''}`;
  }
  try {
    ip('link', 'add', `${name.slice(-10)}a`, 'type', 'veth', 'peer', 'name', `${name.slice(-10)}b`);
    ip('link', 'delete', `${name.slice(-10)}a`);
    return null;
  } catch {
    return 'this kernel makes no veth pairs';
  } finally {
    ip('netns', 'delete', name);
  }
}

/**
 * A network namespace whose one cable leads to a router, which is all that the server sees of it: it listens on
 * loopback, gets every connection from the router's address, and has no route back.
 */
export async function openFarNetwork(serverPort: number): Promise<FarNetwork> {
  const id = `${process.pid % 100_000}`;
  const [name, near, far] = [`lime-far-${id}`, `lmn${id}`, `lmf${id}`];
  // 198.18.0.0/15 is set aside for tests of networks.
  const [router, first, second] = ['198.18.77.1', '198.18.77.2', '198.18.77.3'];
  ip('netns', 'add', name);
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
  ip('addr', 'add', `${router}/29`, 'dev', near);
  ip('link', 'set', near, 'up');
  const inside = (...args: string[]) => ip('-n', name, ...args);
  inside('addr', 'add', `${first}/29`, 'dev', far);
  inside('link', 'set', far, 'up');
  inside('link', 'set', 'lo', 'up');
  const gate = await openRouter(router, serverPort);
  return {
    server: `http://${router}:${gate.port}`,
    spawn: (argv, env) => spawn('ip', ['netns', 'exec', name, ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] }),
    cut: () => ip('link', 'set', near, 'down'),
    mend: () => ip('link', 'set', near, 'up'),
    move: () => {
      inside('addr', 'delete', `${first}/29`, 'dev', far);
      inside('addr', 'add', `${second}/29`, 'dev', far);
    },
    listening: (pid) => listeningPorts(pid),
    remove: () => {
      gate.close();
      ip('link', 'delete', near);
      ip('netns', 'delete', name);
    },
  };
}

/** Passes connections on to the server, as from itself. */
function openRouter(host: string, serverPort: number): Promise<{ port: number; close: () => void }> {
  const open = new Set<Socket>();
  const router = createServer((from) => {
    const to = connect(serverPort, '127.0.0.1');
    for (const [one, other] of [[from, to], [to, from]] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one) && other.destroy());
    }
  });
  return new Promise((resolve) => {
    router.listen(0, host, () => {
      const address = router.address();
      const close = () => {
        router.close();
        for (const socket of open) socket.destroy();
      };
      resolve({ port: typeof address === 'object' && address ? address.port : 0, close });
    });
  });
}

/** Of the network that the process is in, from its table of sockets: state 0A is LISTEN. */
function listeningPorts(pid: number): string[] {
  const rows = ['tcp', 'tcp6'].flatMap((table) => execFileSync('cat', [`/proc/${pid}/net/${table}`], { encoding: 'utf8' }).trim().split('\n').slice(1));
  return rows.map((row) => row.trim().split(/\s+/)).flatMap(([, local = '', , state]) => (state === '0A' ? [local] : []));
}
