export { type EmulatedGithub, emulateGithub } from './emulated-github.ts';
export { openSshServer, type SshServer } from './ssh-server.ts';
