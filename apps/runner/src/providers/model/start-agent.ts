import { AgentTool, type AgentWork, toolsIn } from '@lime/contracts';
import { startInSandbox, type SandboxMount, type SandboxPort, type SandboxProcess } from '@lime/sandbox';
import { placesOf } from '../../work/places.ts';
import type { AgentSession } from '../provider.ts';
import { fileMounts } from './place-files.ts';

/** Where things are inside the sandbox. */
export const INSIDE = { workspace: '/workspace', home: '/home/agent', modelSocket: '/run/lime/model.sock', program: '/opt/lime/agent' } as const;

/** Bytes of what the program says on stderr: enough to tell why it ended. */
const stderrBytes = 64_000;

/** The program of a provider, as it stands in the sandbox. */
export type AgentProgram = {
  readonly argv: readonly string[];
  /** All of its environment beside the sandbox's own few variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Its own files, below `INSIDE.program`. */
  readonly mounts: readonly SandboxMount[];
  /** A port of the loopback inside where the model is reached by TCP, for programs that cannot speak to a socket. */
  readonly modelPort?: number;
};

/** What the agent may use. Plan and review never get more than reading and searching. */
export function grantedTools({ mode, tools }: Pick<AgentWork, 'mode' | 'tools'>): readonly AgentTool[] {
  const allowed = tools === null ? AgentTool.options : toolsIn(tools);
  return mode === 'plan' || mode === 'review' ? allowed.filter((tool) => tool === 'read' || tool === 'grep') : allowed;
}

/** Whether the workspace can be written at all: a shell could write as well, so without this it is mounted read-only. */
export function mayEdit(work: Pick<AgentWork, 'mode' | 'tools'>): boolean {
  return grantedTools(work).includes('edit');
}

/**
 * Starts the program of an agent in the sandbox: the workspace (read-only for one that has no tool
 * to change it, and beside several repositories), a home of its own, the socket to the model, and nothing else of this machine.
 * Everything in it dies when the session's signal says stop.
 */
export function startAgent(session: AgentSession, home: string, program: AgentProgram): SandboxProcess {
  const { bench, installed, modelSocket, signal } = session;
  const { work } = bench.step.assignment;
  const { memoryMb, maxProcesses, diskMb } = work.limits;
  const repositories = work.others.length === 0 ? [] : placesOf(bench).map(({ folder, bench: { tree } }) => ({ host: tree, inside: `${INSIDE.workspace}/${folder}` }));
  const ports: SandboxPort[] = modelSocket !== null && program.modelPort !== undefined ? [{ port: program.modelPort, socket: modelSocket }] : [];
  return startInSandbox(session.reach({
    workspace: bench.tree,
    // What would lie beside several repositories would be in none of their changes: there it cannot be written.
    workspaceReadOnly: !mayEdit(work) || repositories.length > 0,
    argv: [...program.argv],
    env: { ...installed.env, ...program.env },
    readOnly: [...fileMounts(bench), ...installed.readOnly, ...program.mounts],
    writable: [{ host: home, inside: INSIDE.home }, ...(mayEdit(work) ? repositories : [])],
    sockets: modelSocket === null ? [] : [{ host: modelSocket, inside: INSIDE.modelSocket }],
    ports,
    limits: { memoryMb, maxProcesses, diskMb, outputBytes: stderrBytes, timeoutMs: bench.timeLeft() },
    signal,
  }));
}
