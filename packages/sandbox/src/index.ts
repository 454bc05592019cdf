export type { EgressRule } from './egress/egress-rule.ts';
export type { UpstreamProxy } from './egress/dial.ts';
export type { EgressRequest } from './egress/reach-destination.ts';
export { type EgressProxyOptions, startEgressProxy } from './egress/start-egress-proxy.ts';
export { withEgress } from './egress/with-egress.ts';
export { probeSandbox, type SandboxProbe } from './probe-sandbox.ts';
export { runInSandbox } from './run-in-sandbox.ts';
export type {
  KillCause,
  OutputChunk,
  SandboxCommand,
  SandboxLimits,
  SandboxMount,
  SandboxOutput,
  SandboxResult,
} from './sandbox-command.ts';
export { type Toolchain, toolchainMounts } from './toolchain-mounts.ts';
