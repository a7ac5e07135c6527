/** Voices that wait for their words, and the words, sealed. */
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Seal } from './seal.ts'
import { type Sql, statement } from './sql.ts'

/** A voice whose words are to be asked for. */
export interface NewTranscript {
  inboxId: bigint
  organisationId: string
  channel: ChannelName
  mediaId: string
}

interface TranscriptRow {
  inbox_id: string
  state: 'waiting' | 'heard' | 'failed'
  words: Buffer | null
  created_at: Date
}

const insertTranscripts = statement<{ inbox_id: string }, [string, Date]>(
  'insert_transcripts',
  `insert into transcripts (inbox_id, organisation_id, channel, media_id, state, created_at)
   select "inboxId", "organisationId", channel, "mediaId", 'waiting', $2
     from json_to_recordset($1::json) as t("inboxId" bigint, "organisationId" uuid, channel text, "mediaId" text)
    order by 1
   on conflict (inbox_id) do nothing returning inbox_id`,
)

/** Ask for the words of these voices, each once. */
export async function askForWords(sql: Sql, voices: readonly NewTranscript[], now: Date): Promise<void> {
  const rows = voices.map((v) => ({ ...v, inboxId: String(v.inboxId) }))
  if (rows.length > 0) await insertTranscripts(sql, JSON.stringify(rows), now)
}

const readTranscripts = statement<TranscriptRow, [bigint[]]>(
  'read_transcripts',
  'select inbox_id, state, words, created_at from transcripts where inbox_id = any($1::bigint[])',
)

/** What became of a voice: words, `null` words that are still awaited or will not come. */
export interface Transcript {
  state: TranscriptRow['state']
  words: string | null
  /** When its words were asked for. */
  askedAt: Date
}

/** The transcripts of these messages, by the id of the message. */
export async function transcriptsOf(
  sql: Sql,
  seal: Seal,
  inboxIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, Transcript>> {
  const rows = inboxIds.length > 0 ? await readTranscripts(sql, [...inboxIds]) : []
  return new Map(
    rows.map(({ inbox_id, state, words, created_at }) => [
      BigInt(inbox_id),
      { state, words: words && seal.open('transcript', words), askedAt: created_at },
    ]),
  )
}

/** A voice that waits for its words. */
export interface WaitingVoice {
  inbox_id: string
  channel: ChannelName
  media_id: string
  attempts: number
}

/** Voices to be transcribed, oldest first; another worker's are skipped for half a minute. */
export const claimVoices = statement<WaitingVoice, [Date, number]>(
  'claim_voices',
  `update transcripts set attempts = attempts + 1, asked_at = $1
    where inbox_id = any(array(
      select inbox_id from transcripts
       where state = 'waiting' and (asked_at is null or asked_at < $1::timestamptz - interval '30 seconds')
       order by created_at limit $2 for update skip locked))
   returning inbox_id, channel, media_id, attempts`,
)

const endWaiting = statement<{ inbox_id: string }, [bigint, string, Buffer | null]>(
  'end_transcript',
  `update transcripts set state = $2, words = $3 where inbox_id = $1 and state = 'waiting' returning inbox_id`,
)

/** The words of a voice. @returns whether anybody still waits for them */
export async function keepWords(sql: Sql, seal: Seal, { inboxId, words }: { inboxId: bigint; words: string }) {
  return (await endWaiting(sql, inboxId, 'heard', seal.seal('transcript', words))).length > 0
}

/** No words will come. @returns whether anybody still waited for them */
export async function giveUpWords(sql: Sql, inboxId: bigint): Promise<boolean> {
  return (await endWaiting(sql, inboxId, 'failed', null)).length > 0
}

/** The message that waited for its words is due. After the words are kept: never both in one transaction, see below. */
export const wakeVoice = statement<{ id: string }, [bigint, Date]>(
  'wake_voice',
  // Whoever handles the message holds its row first and the transcript second; the other way round would be a deadlock.
  'update inbox set due_at = $2 where id = $1 and handled_at is null and failed_at is null returning id',
)
