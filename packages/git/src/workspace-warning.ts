/** Something in a workspace that people should know of; the operation went on. */
export type WorkspaceWarning = {
  readonly kind: 'submodules' | 'links_outside' | 'lfs' | 'nested_repositories' | 'special_files' | 'refused_names';
  readonly message: string;
  /** The first few paths, for reading; bytes that are not UTF-8 are shown as U+FFFD. */
  readonly paths: readonly string[];
};

const SHOWN_PATHS = 20;
const decoder = new TextDecoder();

export function warning(kind: WorkspaceWarning['kind'], message: string, paths: readonly Uint8Array[]): WorkspaceWarning[] {
  if (paths.length === 0) return [];
  return [{ kind, message, paths: paths.slice(0, SHOWN_PATHS).map((path) => decoder.decode(path)) }];
}
