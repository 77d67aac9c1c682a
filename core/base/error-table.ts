/** [HTTP status, error type in the API's envelope, sentence for the owner, next step]. */
type Row = readonly [httpStatus: number, apiType: string, sentence: string, nextStep: string];

const rows = {
  internal: [
    500,
    'api_error',
    'Something went wrong inside Holdfast.',
    'Try again; if it happens again, save the diagnostics from Settings.',
  ],
  invalid_request: [400, 'invalid_request_error', 'The request is not valid.', 'Check the named field.'],
  not_found: [
    404,
    'not_found_error',
    'This does not exist, or no longer exists.',
    'Go back to the list and open it again.',
  ],
  conflict: [409, 'invalid_request_error', 'It was changed in the meantime.', 'Reload and try again.'],
  unauthorized: [
    401,
    'authentication_error',
    'The token is missing or wrong.',
    'Use the token that `holdfast serve` printed.',
  ],
  forbidden: [403, 'permission_error', 'This token may not do that.', 'Do it in the Holdfast window.'],
  too_large: [413, 'request_too_large', 'This is larger than Holdfast accepts.', 'Send it in smaller parts.'],

  database_locked: [
    503,
    'api_error',
    'Another Holdfast is already using this data folder.',
    'Use the running one, or close it first.',
  ],
  database_damaged: [
    503,
    'api_error',
    'The database is damaged and was opened read-only. Nothing was deleted.',
    'Restore a backup, or export what can be read.',
  ],
  database_newer: [
    503,
    'api_error',
    'This data was written by a newer Holdfast.',
    'Install the newer version; this one will not touch the data.',
  ],
  database_full: [
    507,
    'api_error',
    'The disk is full. Nothing was lost; the session is paused.',
    'Free some space, then go on.',
  ],
  database_read_only: [
    503,
    'api_error',
    'The data folder cannot be written.',
    'Check its permissions and the disk.',
  ],
  database_io: [
    503,
    'api_error',
    'The disk reported an error while writing.',
    'Check the disk; Holdfast reopened the file and kept what was saved.',
  ],
  backup_invalid: [
    400,
    'invalid_request_error',
    'This file is not a Holdfast backup that can be restored.',
    'Choose another backup file.',
  ],

  session_not_found: [404, 'not_found_error', 'This session does not exist.', 'Choose another session.'],
  session_archived: [400, 'invalid_request_error', 'This session is archived.', 'Unarchive it to go on.'],
  session_running: [400, 'invalid_request_error', 'The session is still running.', 'Stop it first.'],
  session_terminated: [
    400,
    'invalid_request_error',
    'This session has ended for good.',
    'Start a new session.',
  ],
  session_paused: [400, 'invalid_request_error', 'The session is paused.', 'Resume it to go on.'],
  session_has_forks: [
    409,
    'invalid_request_error',
    'Other sessions were forked from this one and begin with its log.',
    'Delete those first.',
  ],
  message_taken: [
    409,
    'invalid_request_error',
    'The agent has already read this message.',
    'Send another one.',
  ],
  lease_held: [
    409,
    'invalid_request_error',
    'This session is already being worked on.',
    'Wait until it is idle.',
  ],
  lease_lost: [
    409,
    'invalid_request_error',
    'Another part of Holdfast took over this session.',
    'Nothing to do; it goes on there.',
  ],
  event_not_found: [
    404,
    'not_found_error',
    'This event does not exist in the session.',
    'Reload the session.',
  ],
  chain_broken: [
    500,
    'api_error',
    'The session’s log does not match its own checksums.',
    'Export it and restore a backup.',
  ],

  approval_not_found: [404, 'not_found_error', 'There is no such approval.', 'Reload the list of approvals.'],
  approval_already_answered: [
    409,
    'invalid_request_error',
    'This approval was already answered.',
    'Nothing more to do.',
  ],
  approval_stale: [
    409,
    'invalid_request_error',
    'The call changed since it was shown.',
    'Read it again and answer the new one.',
  ],
  question_not_found: [404, 'not_found_error', 'There is no such open question.', 'Reload the session.'],

  folder_missing: [
    404,
    'not_found_error',
    'The granted folder is gone.',
    'Grant it again from its new place.',
  ],
  folder_refused: [
    400,
    'invalid_request_error',
    'This folder cannot be granted.',
    'Choose a folder of your own files.',
  ],
  path_outside: [
    403,
    'permission_error',
    'The path is outside of what was granted for this task.',
    'Grant the folder if the agent should reach it.',
  ],
  path_protected: [
    403,
    'permission_error',
    'The path is protected: credentials, hooks and start-up files need their own grant.',
    'Leave it out, or grant it on purpose.',
  ],
  path_invalid: [
    400,
    'invalid_request_error',
    'The path is not valid.',
    'Use a path below /workspace, /mnt/session or /mnt/folders.',
  ],
  read_only: [
    403,
    'permission_error',
    'The folder was granted for reading only.',
    'Grant it for writing if that is wanted.',
  ],
  file_not_found: [404, 'not_found_error', 'There is no such file.', 'Check the path.'],
  file_expired: [404, 'not_found_error', 'This file has expired.', 'Upload it again.'],
  content_damaged: [
    500,
    'api_error',
    'The content of this file is missing or damaged on the disk. Other files are not affected.',
    'Restore a backup that has it, or write the file anew.',
  ],
  file_not_text: [400, 'invalid_request_error', 'The file is not text.', 'Open it as bytes.'],
  quota_exceeded: [
    400,
    'invalid_request_error',
    'The session’s workspace is full.',
    'Remove files from the workspace.',
  ],
  pick_unknown: [
    400,
    'invalid_request_error',
    'The choice in the dialog has expired.',
    'Choose the folder again.',
  ],

  sandbox_failed: [500, 'api_error', 'The sandbox could not be started.', 'Try again.'],
  tool_unknown: [
    400,
    'invalid_request_error',
    'There is no such tool in this session.',
    'Use one of the listed tools.',
  ],

  egress_refused: [
    403,
    'permission_error',
    'This address was not granted.',
    'Grant the host if it should be reached.',
  ],
  egress_placeholder_misplaced: [
    403,
    'permission_error',
    'A credential was about to leave in the wrong place. It was stopped.',
    'Check what asked for it.',
  ],
  egress_address_invalid: [
    400,
    'invalid_request_error',
    'The address is not one Holdfast will connect to.',
    'Use a plain http or https address.',
  ],
  egress_leak: [
    403,
    'permission_error',
    'A stored secret was about to leave in a place where it does not belong. Nothing was sent.',
    'Take the secret out of what is sent; replace it, if others may have seen it.',
  ],
  egress_busy: [
    503,
    'api_error',
    'Too many requests want to leave at once.',
    'Wait until some have ended, then try again.',
  ],
  egress_response_too_large: [
    502,
    'api_error',
    'The answer is larger than Holdfast takes.',
    'Ask for less, or for another page.',
  ],
  egress_too_many_redirects: [502, 'api_error', 'The server redirected too often.', 'Check the address.'],
  vault_locked: [
    423,
    'api_error',
    'The keychain cannot be opened, so stored credentials cannot be used.',
    'Unlock the keychain, or enter the key again.',
  ],
  credential_not_renewed: [
    502,
    'api_error',
    'A credential has run out and its server did not renew it.',
    'Sign in again and enter the new one.',
  ],
  vault_gone: [
    503,
    'api_error',
    'The part of Holdfast that keeps the keys has stopped several times.',
    'Wait a minute, then try again; if it happens again, restart Holdfast.',
  ],
  credential_not_found: [404, 'not_found_error', 'There is no such credential.', 'Enter it in Settings.'],

  budget_reached: [
    409,
    'invalid_request_error',
    'The budget is used up.',
    'Raise it, or leave the session as it is.',
  ],
  budget_create_only: [
    400,
    'invalid_request_error',
    'A budget can only be given when the session is created.',
    'Create a new session with a budget.',
  ],
  budget_not_raised: [
    400,
    'invalid_request_error',
    'The budget is not above what is spent already.',
    'Choose a higher amount.',
  ],
  model_not_budgetable: [
    400,
    'invalid_request_error',
    'The price of this model is not known, so money cannot be counted.',
    'Enter its price in Settings, or limit tokens instead.',
  ],
  model_over_limit: [
    502,
    'api_error',
    'The model’s server used more than it was allowed.',
    'Look at the budget; consider another server.',
  ],
  model_not_set: [400, 'invalid_request_error', 'No model is set up yet.', 'Choose one in Settings.'],
  model_overloaded: [529, 'overloaded_error', 'The model is overloaded.', 'Holdfast tries again by itself.'],
  model_rate_limited: [
    429,
    'rate_limit_error',
    'The model’s rate limit is reached.',
    'Holdfast waits and tries again.',
  ],
  model_auth: [
    401,
    'authentication_error',
    'The model’s server refused the key.',
    'Enter the right key in Settings.',
  ],
  model_billing: [
    402,
    'billing_error',
    'The model’s account has a billing problem.',
    'Check the account with the provider.',
  ],
  model_unknown: [
    404,
    'not_found_error',
    'The server does not know this model.',
    'Choose another model in Settings.',
  ],
  model_network: [
    503,
    'api_error',
    'The model’s server cannot be reached.',
    'Check the network and the address.',
  ],
  model_cut_stream: [502, 'api_error', 'The model’s answer broke off.', 'Holdfast tries again by itself.'],
  model_bad_request: [
    400,
    'invalid_request_error',
    'The model’s server refused the request.',
    'Look at the details of the message.',
  ],
  model_server: [502, 'api_error', 'The model’s server failed.', 'Holdfast tries again by itself.'],
  model_context_overflow: [
    400,
    'invalid_request_error',
    'The conversation is longer than the model can read.',
    'Start a new session, or use a model with more room.',
  ],
  context_full: [
    400,
    'invalid_request_error',
    'The newest part of this session alone does not fit into what the model can read.',
    'Go back before the largest message or file, or use a model with more room.',
  ],
  rehearsal_script_invalid: [
    400,
    'invalid_request_error',
    'The rehearsal script is not valid.',
    'See docs/rehearsal.md.',
  ],
  aborted: [499, 'api_error', 'It was stopped.', 'Send a message to go on.'],

  memory_not_found: [404, 'not_found_error', 'There is no such drawer.', 'Search again.'],
  charter_missing: [
    500,
    'api_error',
    'A request without the charter was about to be built. It was stopped.',
    'Save the diagnostics from Settings.',
  ],
} as const satisfies Record<string, Row>;

export type ErrorCode = keyof typeof rows;

/** Every error code with what is said of it; the only place with these sentences. */
export const errorTable: Readonly<Record<ErrorCode, Row>> = rows;
