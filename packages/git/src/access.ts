/** What opens a remote repository. It reaches git by its environment or a private file, never by its arguments. */
export type RemoteAccess =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** `hostKeys`: `known_hosts` lines; null: the key that the server shows is believed, this once. */
  | { readonly kind: 'ssh_key'; readonly privateKey: string; readonly hostKeys: string | null };
