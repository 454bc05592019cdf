import { endianness } from 'node:os';

/**
 * The system call filter: what namespaces and dropped capabilities leave reachable and no build or
 * test needs. Refused calls fail with an error code, so programs fall back instead of dying.
 *
 * Written as classic BPF, see linux/seccomp.h and linux/filter.h; numbers from the kernel's tables
 * of each architecture.
 */
const EPERM = 1;
const ENOSYS = 38;
const EOPNOTSUPP = 95;
const EAFNOSUPPORT = 97;

type Architecture = { audit: number; column: 0 | 1; foreignAbiFrom?: number };

const ARCHITECTURES: Partial<Record<NodeJS.Architecture, Architecture>> = {
  // Numbers from 0x40000000 are the x32 ABI, which would bypass every rule below.
  x64: { audit: 0xc000003e, column: 0, foreignAbiFrom: 0x40000000 },
  arm64: { audit: 0xc00000b7, column: 1 },
};

/** Error code → refused calls as [x64, arm64] numbers. */
const REFUSED: [error: number, calls: Record<string, [number, number]>][] = [
  [
    EPERM,
    {
      acct: [163, 89], add_key: [248, 217], bpf: [321, 280], delete_module: [176, 106], fanotify_init: [300, 262],
      finit_module: [313, 273], fsconfig: [431, 431], fsmount: [432, 432], fsopen: [430, 430], fspick: [433, 433],
      init_module: [175, 105], kexec_file_load: [320, 294], kexec_load: [246, 104], keyctl: [250, 219],
      mount: [165, 40], mount_setattr: [442, 442], move_mount: [429, 429], open_by_handle_at: [304, 265],
      open_tree: [428, 428], perf_event_open: [298, 241], pivot_root: [155, 41], quotactl: [179, 60],
      reboot: [169, 142], request_key: [249, 218], setns: [308, 268], swapoff: [168, 225], swapon: [167, 224],
      syslog: [103, 116], umount2: [166, 39], unshare: [272, 97], userfaultfd: [323, 282],
    },
  ],
  // clone3 takes its flags by pointer, which a filter cannot read: libraries fall back to clone.
  [ENOSYS, { clone3: [435, 435], io_uring_enter: [426, 426], io_uring_register: [427, 427], io_uring_setup: [425, 425] }],
  // A loop of fallocate takes the whole disk quicker than any watcher looks; writing takes time.
  [EOPNOTSUPP, { fallocate: [285, 47] }],
];

const CLONE: [number, number] = [56, 220];
const CLONE_NEWUSER = 0x10000000;
const SOCKET: [number, number] = [41, 198];
/** unix, inet, inet6, netlink. Others are not all bound to the network namespace: vsock reaches the hypervisor. */
const ALLOWED_FAMILIES = [1, 2, 10, 16];

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_OR_EQUAL = 0x35;
const JUMP_ANY_BIT = 0x45;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const OFFSET = { number: 0, architecture: 4, firstArgument: 16 };

type Instruction = [code: number, ifTrue: number, ifFalse: number, value: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const refuse = (error: number): Instruction => [RETURN, 0, 0, 0x00050000 | error];
const allow: Instruction = [RETURN, 0, 0, ALLOW];
const refuseCall = (number: number, error: number): Instruction[] => [[JUMP_EQUAL, 0, 1, number], refuse(error)];

/** The filter as bytes for `bwrap --seccomp`, or undefined on an architecture it was not written for. */
export function seccompFilter(arch: NodeJS.Architecture = process.arch): Uint8Array | undefined {
  const architecture = ARCHITECTURES[arch];
  if (!architecture || endianness() !== 'LE') return undefined;
  const { audit, column, foreignAbiFrom } = architecture;
  const program: Instruction[] = [load(OFFSET.architecture), [JUMP_EQUAL, 1, 0, audit], refuse(EPERM), load(OFFSET.number)];
  if (foreignAbiFrom) program.push([JUMP_GREATER_OR_EQUAL, 0, 1, foreignAbiFrom], refuse(EPERM));
  for (const [error, calls] of REFUSED) {
    for (const numbers of Object.values(calls)) program.push(...refuseCall(numbers[column], error));
  }
  const onSocket = socketRules();
  program.push([JUMP_EQUAL, 0, onSocket.length, SOCKET[column]], ...onSocket);
  program.push([JUMP_EQUAL, 0, 3, CLONE[column]], load(OFFSET.firstArgument), [JUMP_ANY_BIT, 0, 1, CLONE_NEWUSER], refuse(EPERM));
  program.push(allow);
  return encode(program);
}

function socketRules(): Instruction[] {
  const families = ALLOWED_FAMILIES.flatMap((family): Instruction[] => [[JUMP_EQUAL, 0, 1, family], allow]);
  return [load(OFFSET.firstArgument), ...families, refuse(EAFNOSUPPORT)];
}

function encode(program: Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  });
  return bytes;
}
