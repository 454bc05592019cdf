/** What was done, in words that fit between who did it and the name of what it was done to: `revoked the API key`. */
export function auditWords(action: string): string {
  const known = whole[action];
  if (known !== undefined) return known;
  const [subject = action, verb = ''] = action.split('.');
  return `${verbs[verb] ?? verb.replaceAll('_', ' ')} the ${subjectWords(subject)}`;
}

/** What a thing of the log is, in words: `API key`, `pull request`. */
export function subjectWords(type: string): string {
  return subjects[type] ?? type.replaceAll('_', ' ');
}

const subjects: Record<string, string> = { api_key: 'API key', user: 'member', tenant: 'organisation', env_var: 'variable', env_var_set: 'set of variables', sign_in_link: 'sign-in link', sign_in: 'sign-in', audit_log: 'audit log' };

const verbs: Record<string, string> = {
  create: 'made', update: 'changed', delete: 'deleted', restore: 'brought back', archive: 'put away', unarchive: 'brought back', revoke: 'revoked', set: 'set', rename: 'renamed', move: 'moved', start: 'started', cancel: 'cancelled',
  approve: 'approved', reject: 'rejected', accept: 'accepted', decline: 'declined', merge: 'merged', refresh: 'refreshed', check: 'checked', replay: 'handled again', rotate: 'gave a new secret to', import: 'imported', resolve: 'settled',
  message: 'wrote to', redo: 'did again', supersede: 'superseded', enable: 'enabled', disable: 'disabled', block: 'let wait', unblock: 'let go on', rerun: 'repeated', roll_back: 'rolled back',
};

/** What the parts of an action do not say by themselves. */
const whole: Record<string, string> = {
  'session.open': 'signed in as', 'session.close': 'signed out', 'session.revoke': 'ended the session', 'session.revoke_others': 'ended all other sessions of', 'session.revoke_all': 'ended all sessions of',
  'sign_in_link.create': 'made a sign-in link for', 'sign_in.refuse': 'was refused a sign-in by', 'sign_in.limit': 'tried to sign in too often', 'api_key.refuse': 'was refused with the API key', 'audit.export': 'exported the audit log',
  'user.roles': 'set the roles of', 'user.connect_github': 'connected a GitHub account to', 'invitation.create': 'invited', 'invitation.revoke': 'took back the invitation of', 'invitation.accept': 'accepted the invitation to', 'invitation.decline': 'declined the invitation to',
  'project.attach_repository': 'attached a repository to', 'project.detach_repository': 'detached a repository from', 'tickets.import': 'imported tickets into', 'webhook.replay': 'handled again the delivery', 'budget.alert': 'told that much is spent of the',
  'model_settings.set': 'set what is kept of calls of models', 'concurrency_limit.set': 'set how much may run at once', 'connector.sign_in': 'began to connect', 'connector.still_good_at_forge': 'could not revoke at the forge the',
};
