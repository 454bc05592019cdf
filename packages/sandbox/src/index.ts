export type { UpstreamProxy } from './egress/dial.ts';
export type { EgressRule } from './egress/egress-rule.ts';
export type { EgressRequest } from './egress/reach-destination.ts';
export { startEgressProxy } from './egress/start-egress-proxy.ts';
export { withEgress } from './egress/with-egress.ts';
export { probeSandbox } from './probe-sandbox.ts';
export { runInSandbox } from './run-in-sandbox.ts';
export type { KillCause, SandboxCommand, SandboxMount, SandboxOutput, SandboxResult } from './sandbox-command.ts';
export { toolchainMounts } from './toolchain-mounts.ts';
