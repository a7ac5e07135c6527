/**
 * What becomes of everything about a person when they ask for their data, or for its deletion.
 *
 * Where to look is taken from the schema (`privacy-map.ts`); here stands only what each place means. A test compares
 * both, so that no table and no column that comes later is forgotten.
 */

/**
 * What a row has to do with whom, or what, a column of it names:
 *
 * - `theirs`: it is theirs. Shown to them, and deleted.
 * - `quotes`: it may repeat their words to others. Deleted, not shown.
 * - `part`: they took part in what is somebody else's. Shown without its words, and kept: their name is gone elsewhere.
 * - `ids`: ids alone; they lead nowhere once the rest is gone.
 */
export type Tie = 'theirs' | 'quotes' | 'part' | 'ids'

/** Every column that refers to a person, an account, or a row that may be somebody's. */
export const TIES: Readonly<Record<string, Tie>> = {
  'absences.cover_id': 'part',
  'absences.created_by': 'ids',
  'absences.person_id': 'theirs',
  'api_requests.case_id': 'ids',
  'appeals.evaluation_id': 'theirs',
  'appeals.rectification_id': 'theirs',
  'appeals.to_person_id': 'part',
  'assignments.assigned_by': 'part',
  'assignments.ended_by': 'part',
  'assignments.person_id': 'theirs',
  'attachments.case_id': 'theirs',
  'attachments.check_in_id': 'theirs',
  'attachments.identity_id': 'theirs',
  'attachments.inbox_id': 'theirs',
  'ballot_boxes.subject_id': 'ids',
  'ballot_results.subject_id': 'theirs',
  'ballot_tickets.subject_id': 'ids',
  'ballot_tickets.voter_id': 'theirs',
  'card_refreshes.case_id': 'ids',
  'card_refreshes.former_handler_id': 'ids',
  'case_history.by_person_id': 'part',
  'case_history.case_id': 'theirs',
  'cases.closed_by': 'part',
  'cases.handler_id': 'part',
  'cases.inbox_id': 'theirs',
  'cases.parent_id': 'ids',
  'cases.public_text_by': 'part',
  'cases.reporter_identity_id': 'theirs',
  'cases.reporter_person_id': 'theirs',
  'check_ins.identity_id': 'theirs',
  'check_ins.inbox_id': 'theirs',
  'check_ins.person_id': 'theirs',
  'commendations.given_by': 'part',
  'commendations.person_id': 'theirs',
  'conversations.identity_id': 'theirs',
  'deliveries.outbox_id': 'ids',
  'deliveries.person_id': 'theirs',
  'duty_focuses.decided_by': 'part',
  'duty_windows.case_id': 'ids',
  'duty_windows.check_in_id': 'ids',
  'evaluations.graded_by': 'part',
  'evaluations.person_id': 'theirs',
  'followers.case_id': 'ids',
  'followers.identity_id': 'theirs',
  'held_over.person_id': 'theirs',
  'identities.person_id': 'theirs',
  'invite_tries.identity_id': 'theirs',
  'invites.person_id': 'theirs',
  'kf_chats.identity_id': 'theirs',
  'nominations.decided_by': 'part',
  'nominations.person_id': 'theirs',
  'outbox.case_id': 'quotes',
  'outbox.check_in_id': 'quotes',
  'page_links.identity_id': 'theirs',
  'page_messages.identity_id': 'theirs',
  'privacy_requests.identity_id': 'theirs',
  'privacy_requests.person_id': 'theirs',
  'rectifications.given_by': 'part',
  'rectifications.helper_id': 'part',
  'rectifications.person_id': 'theirs',
  'rectifications.rechecker_id': 'part',
  'resident_talks.created_by': 'part',
  'review_findings.attachment_id': 'ids',
  'review_findings.case_id': 'quotes',
  'review_findings.found_by': 'part',
  'review_findings.rectification_id': 'quotes',
  'review_phrases.person_id': 'theirs',
  'review_requests.about_person_id': 'part',
  'review_requests.person_id': 'theirs',
  'scheme_entries.person_id': 'theirs',
  'second_readings.identity_id': 'theirs',
  'second_readings.inbox_id': 'theirs',
  'sessions.person_id': 'theirs',
  'sign_in_links.person_id': 'theirs',
  'talk_matters.case_id': 'quotes',
  'transcripts.inbox_id': 'theirs',
  'verdicts.case_id': 'theirs',
  'verdicts.check_in_id': 'theirs',
  'webhook_deliveries.case_id': 'ids',
  'weekly_pushes.person_id': 'theirs',
  'zones.approved_by': 'part',
}

/** Columns that hold accounts as platforms write them, and the SQL of the channel where no column says it. */
export const ACCOUNT_COLUMNS: Readonly<Record<string, { channel: string; tie: Tie }>> = {
  'card_handles.recipients': { channel: 'channel', tie: 'quotes' },
  'deliveries.recipient': { channel: 'channel', tie: 'theirs' },
  'inbox.conversation': { channel: 'channel', tie: 'theirs' },
  'local_messages.account': { channel: "'local'", tie: 'theirs' },
  'reply_handles.recipient': { channel: 'channel', tie: 'theirs' },
  'zone_entries.accounts': { channel: "'wecom'", tie: 'quotes' },
}

/** What stands where somebody's words were: whoever still works on it sees why there are none. */
const ERASED_WORDS = '（原话已按本人要求删除）'
const ERASED_NAME = '（已删除）'

/**
 * `row`: it goes. Else what is written into its columns, in SQL; `gone()` is a name that stands for nobody, `others(c)` the
 * accounts of `c` that are not theirs, `account(c)` the account in a conversation.
 */
export type Erasure = 'row' | Readonly<Record<string, string>>

/** What becomes of the rows that are theirs, or quote them, by table. */
export const ERASURES: Readonly<Record<string, Erasure>> = {
  absences: 'row',
  // Why somebody answered for a zone goes; that somebody did stays, without a name.
  assignments: { reason: 'null', end_reason: 'null', ends_on: 'coalesce(ends_on, greatest(starts_on, $today::date))' },
  attachments: 'row',
  card_handles: { recipients: 'others(recipients)' },
  case_history: { reason: 'null' },
  cases: {
    text: `'${ERASED_WORDS}'`,
    place_text: 'null',
    unit: 'null',
    floor: 'null',
    room: 'null',
    on_behalf_of: 'null',
    external_body: 'null',
    external_number: 'null',
    public_text: 'null',
    reporter_person_id: 'null',
    reporter_identity_id: 'null',
    updated_at: '$now',
  },
  check_ins: {
    text: "''",
    place_text: 'null',
    unit: 'null',
    floor: 'null',
    room: 'null',
    identity_id: 'null',
    updated_at: '$now',
  },
  conversations: 'row',
  // That it was told, and how that ended, stays; to whom does not.
  deliveries: {
    recipient: 'gone()',
    state: "case when state in ('waiting', 'sending') then 'dropped' else state end",
    reason: "case when state in ('waiting', 'sending') then 'erased' else reason end",
  },
  followers: 'row',
  held_over: 'row',
  identities: 'row',
  // The key stays, so that what a platform sends again is not taken twice. Some keys name the account.
  inbox: {
    payload: 'null',
    conversation: 'gone()',
    channel_message_id: `case when starts_with(channel_message_id, account(conversation) || '/')
        or right(channel_message_id, length(account(conversation)) + 1) = '/' || account(conversation)
      then 'erased:' || md5(channel_message_id) else channel_message_id end`,
    failure: 'null',
    handled_at: 'coalesce(handled_at, $now)',
  },
  invite_tries: 'row',
  invites: 'row',
  kf_chats: 'row',
  local_messages: 'row',
  nominations: 'row',
  outbox: { content: 'null' },
  page_links: 'row',
  page_messages: 'row',
  people: {
    name: `'${ERASED_NAME}'`,
    phone_sealed: 'null',
    phone_tail: 'null',
    phone_public: 'false',
    photo_key: 'null',
    left_on: 'coalesce(left_on, $today::date)',
  },
  privacy_requests: { identity_id: 'null', person_id: 'null' },
  reply_handles: 'row',
  second_readings: 'row',
  sessions: 'row',
  sign_in_links: 'row',
  talk_matters: { text: "''" },
  transcripts: 'row',
  verdicts: 'row',
  weekly_pushes: 'row',
  zone_entries: { accounts: 'others(accounts)' },
  appeals: 'row',
  ballot_results: 'row',
  ballot_tickets: 'row',
  commendations: 'row',
  evaluations: 'row',
  rectifications: 'row',
  review_findings: { text: `'${ERASED_WORDS}'` },
  review_phrases: 'row',
  review_requests: 'row',
  scheme_entries: 'row',
}

/** Texts for others that may repeat a matter of theirs, found by its code. What is told to them goes by `ERASURES`. */
export const QUOTING: Readonly<Record<string, Erasure>> = {
  'conversations.question': { question: 'null' },
  'held_over.line': 'row',
  'local_messages.content': 'row',
  'outbox.content': { content: 'null' },
  'page_messages.content': 'row',
}

/** Personal columns that an erasure leaves, and why. */
export const KEPT: Readonly<Record<string, string>> = {
  'announcements.created_by': 'ids only',
  'announcements.recalled_by': 'ids only',
  'announcements.text': 'what an organisation told all, not about anybody',
  'api_requests.key': 'a program’s own; gone after two days',
  'api_requests.request_hash': 'a keyed hash; gone after two days',
  'audit.actor': 'ids only: the chain must hold',
  'audit.subject': 'ids only: the chain must hold',
  'ballot_boxes.ballots_sealed': 'encrypted, and without a name; destroyed when the round closes',
  'learning_examples.features': 'nobody can be found by it',
  'learning_examples.teller': 'a keyed hash that is another one each month',
  'learning_examples.values': 'nobody can be found by it',
  'privacy_requests.subject_hash': 'that what was deleted stays deleted; a keyed hash',
  'resident_talks.result': 'public words, without names',
  'settings.updated_by': 'ids only',
  'webhooks.created_by': 'ids only',
  'opinion_answers.choices': 'nobody can be found by it',
  'opinion_answers.voter_key': 'a keyed hash; gone when the round closes',
  'review_rounds.list': 'ids and names of zones: what was drawn must be drawn again',
}

/** Columns that are never given out: who has their value may act in somebody's name. */
export const SECRETS: readonly string[] = [
  'invites.code_hash',
  'page_links.token_hash',
  'privacy_requests.subject_hash',
  'reply_handles.code_sealed',
  'sessions.token_hash',
  'sign_in_links.token_hash',
  'verdicts.teller',
  'ballot_tickets.blinded_hash',
]

/** Encrypted columns, and the purpose under which they are opened for whom they belong to. */
export const SEALED: Readonly<Record<string, string>> = {
  'inbox.payload': 'inbox',
  'people.phone_sealed': 'phone',
  'transcripts.words': 'transcript',
  'review_phrases.phrase_sealed': 'review phrase',
}

/** Columns that name a stored file: it is given out with the rows, and goes with them. */
export const FILES: readonly string[] = ['attachments.storage_key', 'attachments.media_id', 'people.photo_key']

/** What a platform calls its own copy begins otherwise than the keys of our files. */
export const FILE_KEY = /^(attachments|photos|local-chat)\//

/** How a person, a matter and the like are called in a column that refers to them without a constraint. */
export const UNCHECKED_REFERENCES: Readonly<Record<string, string>> = {
  'cases.parent_id': 'cases',
  'deliveries.person_id': 'people',
  'outbox.case_id': 'cases',
  'outbox.check_in_id': 'check_ins',
}

/** `…_id` columns that refer to no row of ours. */
export const NO_REFERENCES: readonly string[] = [
  'attachments.media_id',
  'card_handles.task_id',
  'deliveries.platform_id',
  'identities.display_id',
  'identities.external_id',
  'inbox.channel_message_id',
  'second_readings.task_id',
  'transcripts.media_id',
  'visit_tallies.group_id',
  'zone_entries.config_id',
  'zone_entries.group_id',
]

/** The account in a conversation, in SQL: alone with the bot, in a group, or the one that an event is about. */
export function accountIn(column: string): string {
  return `case when ${column} ~ '^(group|sys):' then regexp_replace(${column}, '^(group:[^:]+|sys):', '') else ${column} end`
}
