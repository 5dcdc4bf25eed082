/** Fields of the account page that can be wrong. */
export type AccountField =
  | 'current-password'
  | 'password'
  | 'repeated-password'
  | 'code'
  | 'confirm-password'
  | 'fromDay'
  | 'toDay'
  | 'deputy';
