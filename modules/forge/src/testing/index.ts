export { type EmulatedGithub, emulateGithub } from './emulated-github.ts';
