/** Folder below the workspace's placeholder `.git`: on disk, and out of every diff. */
export const SCRATCH = '.git/lime';

const DOWNLOADS = `/workspace/${SCRATCH}/setup`;

/**
 * Environment of set-up commands: no questions, no greetings, and downloads on disk instead of in
 * the sandbox's memory-backed home. They go when set-up is done.
 */
export const SETUP_ENVIRONMENT: Readonly<Record<string, string>> = {
  CI: '1',
  XDG_CACHE_HOME: `${DOWNLOADS}/cache`,
  XDG_DATA_HOME: `${DOWNLOADS}/data`,
  TMPDIR: `${DOWNLOADS}/tmp`,
  npm_config_cache: `${DOWNLOADS}/npm`,
  npm_config_update_notifier: 'false',
  YARN_CACHE_FOLDER: `${DOWNLOADS}/yarn`,
  YARN_ENABLE_TELEMETRY: '0',
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  BUN_INSTALL_CACHE_DIR: `${DOWNLOADS}/bun`,
  PIP_NO_CACHE_DIR: '1',
  PIP_NO_INPUT: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  UV_CACHE_DIR: `${DOWNLOADS}/uv`,
  POETRY_CACHE_DIR: `${DOWNLOADS}/poetry`,
  POETRY_VIRTUALENVS_IN_PROJECT: 'true',
};
