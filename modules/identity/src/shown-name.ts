/** What people and the audit log call somebody: their name, and their address until they have said one. */
export function shownName({ name, email }: { name: string; email: string }): string {
  return name === '' ? email : name;
}
