/** The few header fields by which mails of a kill run are told apart. Knows only plain fields, as these are. */

export interface MailFields {
  /** Without angle brackets, as all identifiers here. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly to: string;
  /** Where a document's mail wants its answer; null on mails that want none. */
  readonly replyTo: string | null;
  /** documents.id, on mails about a document. */
  readonly document: string | null;
}

export function readFields(header: Buffer): MailFields {
  const lines = header
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const fieldOf = (name: string) =>
    lines
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? null;
  const bare = (value: string | null) => (value === null ? null : (/<([^<>]+)>/.exec(value)?.[1] ?? value));
  return {
    messageId: bare(fieldOf('message-id')) ?? '',
    inReplyTo: bare(fieldOf('in-reply-to')),
    to: bare(fieldOf('to')) ?? '',
    replyTo: bare(fieldOf('reply-to')),
    document: fieldOf('congvan-document'),
  };
}
