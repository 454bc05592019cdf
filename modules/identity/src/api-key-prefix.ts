/** How every API key begins: by it a key is told from a session's token, and found by scanners of leaked secrets. */
export const apiKeyPrefix = 'lime_key_';
