/** Names of arguments that decide who or where. */
export const sinkWords: ReadonlySet<string> = new Set(
  'to cc bcc recipient recipients receiver email emails address addresses url uri urls link webhook endpoint host hostname domain server path paths file files filename filepath folder directory dir source destination target account iban bic user username users member owner assignee attendee attendees participants invitees channel chat room thread repo repository branch project workspace bucket database table collection index phone number amount sum price currency device region container image command'.split(
    ' ',
  ),
);

/** Names of arguments whose content would leave or be written. */
export const payloadWords: ReadonlySet<string> = new Set(
  'content contents body text message messages subject title description data html markdown note notes comment value values payload query prompt code script sql input attachment attachments json edits patch memo caption reason'.split(
    ' ',
  ),
);
