/** What each scope of manifest.yml is for, as what goes missing without it. A test compares it with the manifest. */
export const SCOPES: Readonly<Record<string, string>> = {
  commands: 'neither /ssh-check nor the shortcut at a message exist',
  'app_mentions:read': '@ssh-medic is not heard, so nothing can be asked in a thread',
  'chat:write': 'no check gets an answer',
  'users:read': 'nobody can be told apart from a guest or a stranger, so nobody may do anything',
  'channels:read': 'in public channels nobody may fix anything, since nobody can tell whether they are shared',
  'groups:read': 'in private channels nobody may fix anything, since nobody can tell whether they are shared',
  'files:write': 'the button Evidence is not there',
  'usergroups:read': 'whoever may fix or approve through a user group (policy: groups) may not',
}
