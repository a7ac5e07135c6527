/**
 * Every column that may hold something about a person: what for, and how long. A column that is not named here does not
 * get into the schema: a test compares this list with the tables.
 */

export interface PersonalColumn {
  purpose: string
  /** How long it is kept, and what ends it. */
  kept: string
}

const THIRTY_DAYS = '30 days after it came, then emptied'
const THIRTY_DAYS_GONE = '30 days after it came, then deleted; with the original where that goes before'
const ROSTER = 'while the person belongs to the branch; the row is ended, and removed on request'
const RECORD = '24 months, then emptied'
const ACCOUNT = 'while the account is used; removed on request'
const LEARNT = '12 months, then deleted'
const NEVER_NAMES = 'for ever: it holds ids and hashes only'

export const PERSONAL_COLUMNS: Readonly<Record<string, PersonalColumn>> = {
  'people.name': { purpose: 'to say who answers for a zone', kept: ROSTER },
  'people.phone_sealed': {
    purpose: 'to reach the person in an emergency; encrypted, each reading is audited',
    kept: ROSTER,
  },
  'people.phone_tail': { purpose: 'to tell two people of one name apart', kept: ROSTER },
  'people.photo_key': { purpose: 'shown on the notice, where the person gave one', kept: ROSTER },
  'nominations.reason': { purpose: 'why a member answers for a zone, or not', kept: RECORD },
  'assignments.reason': { purpose: 'why a member answers for a zone', kept: ROSTER },
  'assignments.end_reason': { purpose: 'why a member answers for it no more', kept: ROSTER },
  'zone_entries.accounts': { purpose: 'whom the code of a zone leads to', kept: 'while they answer for it' },
  'page_links.token_hash': { purpose: 'to open a resident’s own page again', kept: 'until it expires' },
  'page_messages.content': { purpose: 'what stands on a resident’s own page', kept: 'as long as the page' },
  'cases.public_text': { purpose: 'what a neighbour may read of a closed matter; redacted', kept: RECORD },
  'resident_talks.result': { purpose: 'what came of a talk', kept: RECORD },
  'talk_matters.text': { purpose: 'what was heard at a talk; names stripped', kept: RECORD },
  'privacy_requests.subject_hash': {
    purpose: 'that what was deleted stays deleted, a keyed hash; what opens a copy of one’s data, as its hash',
    kept: NEVER_NAMES,
  },
  'announcements.recalled_by': { purpose: 'who took an announcement back', kept: NEVER_NAMES },
  'identities.external_id': { purpose: 'to send the answer to where the message came from', kept: ACCOUNT },
  'identities.display_id': { purpose: 'the same account as its platform writes it', kept: ACCOUNT },
  'inbox.conversation': {
    purpose: 'to handle the messages of one person in their order',
    kept: 'with the key that keeps repeats out',
  },
  'inbox.payload': { purpose: 'the message as it came, for corrections; encrypted', kept: THIRTY_DAYS },
  'inbox.failure': { purpose: 'why a message was put aside; no words of the message', kept: 'with its row' },
  'transcripts.media_id': { purpose: 'to fetch a voice from its platform', kept: THIRTY_DAYS_GONE },
  'transcripts.words': { purpose: 'the words of a voice, as its original; encrypted', kept: THIRTY_DAYS_GONE },
  'conversations.question': {
    purpose: 'the masked text of a message that waits for an answer',
    kept: 'until it is answered, 10 minutes at most',
  },
  'cases.place_text': { purpose: 'where the matter is', kept: RECORD },
  'cases.room': { purpose: 'where the matter is', kept: RECORD },
  'cases.text': { purpose: 'what is to be handled; phones, ID numbers and plates masked', kept: RECORD },
  'cases.on_behalf_of': { purpose: 'whose matter it is, where that person has no account', kept: RECORD },
  'cases.external_body': { purpose: 'whom outside it was given to', kept: RECORD },
  'cases.external_number': { purpose: 'to ask there how it stands', kept: RECORD },
  'case_history.reason': { purpose: 'why a step was taken', kept: RECORD },
  'check_ins.place_text': { purpose: 'where something was done', kept: RECORD },
  'check_ins.room': { purpose: 'where something was done', kept: RECORD },
  'check_ins.text': { purpose: 'what was done; of a talk only that it took place', kept: RECORD },
  'attachments.media_id': { purpose: 'to fetch a photo from its platform', kept: RECORD },
  'attachments.storage_key': { purpose: 'where the photo lies', kept: RECORD },
  'attachments.latitude': { purpose: 'where the matter is, when the sender showed it', kept: RECORD },
  'attachments.longitude': { purpose: 'where the matter is, when the sender showed it', kept: RECORD },
  'attachments.label': { purpose: 'where the matter is, when the sender showed it', kept: RECORD },
  'learning_examples.features': {
    purpose: 'to read better: what of the words the model knows, without their order',
    kept: LEARNT,
  },
  'learning_examples.values': { purpose: 'how much each of them counts', kept: LEARNT },
  'learning_examples.teller': {
    purpose: 'that nobody teaches more than others; a keyed hash, another each month',
    kept: LEARNT,
  },
  'verdicts.teller': { purpose: 'the same, until the example is made', kept: 'some seconds, then deleted' },
  'held_over.line': { purpose: 'what waits for room in a week of few messages', kept: 'until told, or 30 days' },
  'outbox.content': { purpose: 'what is told, until it is told', kept: '30 days after its deadline, then emptied' },
  'deliveries.recipient': { purpose: 'whom it is told, and whether it arrived', kept: ACCOUNT },
  'card_handles.recipients': { purpose: 'whose card may still be changed', kept: '72 hours' },
  'reply_handles.recipient': { purpose: 'to answer in the chat that a message came from', kept: '90 minutes' },
  'reply_handles.code_sealed': { purpose: 'to answer in that chat; encrypted', kept: '90 minutes' },
  'local_messages.account': { purpose: 'whose window of the local chat it is', kept: THIRTY_DAYS },
  'local_messages.content': { purpose: 'what stands in the local chat', kept: THIRTY_DAYS },
  'announcements.text': { purpose: 'what is announced', kept: RECORD },
  'review_requests.answer': { purpose: 'what was answered in a review', kept: RECORD },
  'review_requests.ticks': { purpose: 'what a check of a zone found, duty by duty', kept: RECORD },
  'review_phrases.phrase_sealed': { purpose: 'to draw zones by two people’s words; encrypted', kept: RECORD },
  'review_findings.text': { purpose: 'what a check found', kept: RECORD },
  'review_rounds.list': { purpose: 'who and what was reviewed; ids, codes and names of zones', kept: NEVER_NAMES },
  'opinion_answers.voter_key': {
    purpose: 'that one resident has one voice; a keyed hash',
    kept: 'until the round closes',
  },
  'opinion_answers.choices': { purpose: 'what residents think of a zone', kept: 'until the round closes' },
  'ballot_boxes.ballots_sealed': {
    purpose: 'what members think of one another; encrypted',
    kept: 'until the round closes',
  },
  'ballot_tickets.blinded_hash': { purpose: 'that one member has one ballot', kept: 'until the round closes' },
  'evaluations.statements': { purpose: 'what the records say of a member’s year', kept: RECORD },
  'evaluations.exposure': { purpose: 'how much there was to do', kept: RECORD },
  'evaluations.summary': { purpose: 'what a member says of the year', kept: RECORD },
  'evaluations.grade': { purpose: 'what the branch found', kept: RECORD },
  'evaluations.grade_reason': { purpose: 'why the branch found so', kept: RECORD },
  'appeals.text': { purpose: 'what a member does not agree with', kept: RECORD },
  'appeals.answer': { purpose: 'what was decided about it', kept: RECORD },
  'commendations.evidence': { purpose: 'what a commendation stands on', kept: ROSTER },
  'rectifications.what': { purpose: 'what is to be put right', kept: RECORD },
  'rectifications.answer': { purpose: 'what the member says to it', kept: RECORD },
  'rectifications.report': { purpose: 'what was done about it', kept: RECORD },
  'rectifications.extend_reason': { purpose: 'why it takes longer', kept: RECORD },
  'rectifications.end_reason': { purpose: 'what was found when it was looked at again', kept: RECORD },
  'scheme_entries.label': { purpose: 'what an entry of another scheme is about', kept: RECORD },
  'scheme_entries.fields': { purpose: 'what another scheme holds, so that nobody types it twice', kept: RECORD },
  'audit.actor': { purpose: 'who did or read it', kept: NEVER_NAMES },
  'audit.subject': { purpose: 'what was done or read', kept: NEVER_NAMES },
  'settings.updated_by': { purpose: 'who changed a setting', kept: NEVER_NAMES },
  'api_requests.key': { purpose: 'that what a program sends again is done once', kept: '2 days, then deleted' },
  'api_requests.request_hash': {
    purpose: 'that a key stands for one request; a keyed hash',
    kept: '2 days, then deleted',
  },
  'webhooks.created_by': { purpose: 'who made it', kept: NEVER_NAMES },
  'announcements.created_by': { purpose: 'who announced it', kept: NEVER_NAMES },
}
