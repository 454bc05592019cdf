/** What a way of connecting asks for. */
export type WayField = { name: string; title: string; hint?: string; placeholder?: string; secret?: boolean; long?: boolean; optional?: boolean };
/** A way of connecting: what the server is told besides what people write. */
export type Way = { key: string; name: string; about: string; fixed: Record<string, string>; fields: WayField[] };

const name: WayField = { name: 'name', title: 'Name', optional: true, hint: 'To tell it from others; made from the address when it is left out' };
const ownUrl = (placeholder: string): WayField => ({ name: 'url', title: 'Address', optional: true, placeholder, hint: 'Only for a server of your own' });
const privateKey: WayField = { name: 'privateKey', title: 'Private key', secret: true, long: true, placeholder: '-----BEGIN PRIVATE KEY-----' };

export const ways: Way[] = [
  {
    key: 'github-token', name: 'GitHub, by token', about: 'A personal access token, classic or fine-grained', fixed: { auth: 'token', provider: 'github' },
    fields: [{ name: 'token', title: 'Token', secret: true, hint: 'It needs contents, pull requests and webhooks, to read and write' }, ownUrl('https://github.com'), name],
  },
  {
    key: 'github-app', name: 'GitHub App', about: 'An app of your own, installed in an organisation', fixed: { auth: 'app', provider: 'github' },
    fields: [{ name: 'appId', title: 'App id', placeholder: '123456' }, { name: 'installationId', title: 'Installation id', placeholder: '12345678' }, privateKey, ownUrl('https://github.com'), name],
  },
  {
    key: 'gitlab', name: 'GitLab', about: 'An access token with the scope api', fixed: { auth: 'token', provider: 'gitlab' },
    fields: [{ name: 'token', title: 'Token', secret: true }, ownUrl('https://gitlab.com'), name],
  },
  {
    key: 'bitbucket', name: 'Bitbucket', about: 'An access token, or an app password', fixed: { auth: 'token', provider: 'bitbucket' },
    fields: [{ name: 'token', title: 'Token or app password', secret: true }, { name: 'username', title: 'User name', optional: true, hint: 'Goes with an app password' }, name],
  },
  {
    key: 'git-password', name: 'Git server, by password', about: 'Any server that speaks git over HTTPS', fixed: { auth: 'password', provider: 'git' },
    fields: [{ name: 'url', title: 'Address', placeholder: 'https://git.example.org/shop.git' }, { name: 'username', title: 'User name' }, { name: 'password', title: 'Password or token', secret: true }, name],
  },
  {
    key: 'git-ssh', name: 'Git server, by SSH key', about: 'Any server that speaks git over SSH', fixed: { auth: 'ssh_key', provider: 'git' },
    fields: [{ name: 'url', title: 'Address', placeholder: 'git@git.example.org:shop.git' }, { ...privateKey, placeholder: '-----BEGIN OPENSSH PRIVATE KEY-----' }, { name: 'hostKeys', title: 'Host keys', optional: true, long: true, hint: 'Lines of known_hosts; learned at the first connection when left out' }, name],
  },
  { key: 'git-open', name: 'Git server, open', about: 'Anybody may read it', fixed: { auth: 'none', provider: 'git' }, fields: [{ name: 'url', title: 'Address', placeholder: 'https://git.example.org/shop.git' }, name] },
];
