/** The words of voices that came without any: a message waits for them, and is then handled as if they had been written. */
import type { Inbound, InboundMessage } from '../channels/channel.ts'
import { messageText } from '../decide/message-text.ts'
import type { Deps } from '../deps.ts'
import type { Sql } from '../store/sql.ts'
import { askForWords, giveUpWords, type Transcript, transcriptsOf } from '../store/transcripts.ts'
import { type ConversationKey, giveTurnsBack, type Turn } from '../store/turns.ts'

/** How long a sender waits for an answer to a voice; then it is answered without its words. */
const PATIENCE_MS = 60_000

interface Heard {
  key: ConversationKey
  turn: Turn
  inbound: Inbound
}

/** Messages that can be handled, with the words of their voices, and those that go on waiting for them. */
export interface Listened<T extends Heard> {
  ready: T[]
  waiting: { one: T; until: Date }[]
}

/**
 * Put the words of voices where they belong, ask for those that nobody asked for yet, and give back the turns of
 * messages that wait. Nothing of this happens without an endpoint: then a voice is answered as it is.
 */
export async function listen<T extends Heard>(
  { speech, seal }: Pick<Deps, 'speech' | 'seal'>,
  sql: Sql,
  { heard, now }: { heard: readonly T[]; now: Date },
): Promise<Listened<T>> {
  const voices = speech === null ? [] : heard.filter(({ inbound }) => wordlessVoice(inbound) !== null)
  if (voices.length === 0) return { ready: [...heard], waiting: [] }
  const known = await transcriptsOf(
    sql,
    seal,
    voices.map(({ turn }) => turn.id),
  )
  await askForWords(
    sql,
    voices.flatMap((one) => (known.has(one.turn.id) ? [] : newTranscript(one))),
    now,
  )
  const listened: Listened<T> = { ready: [], waiting: [] }
  for (const one of heard) {
    const transcript = known.get(one.turn.id)
    const until = voices.includes(one) ? await waitsUntil(sql, { one, transcript, now }) : null
    if (until !== null) listened.waiting.push({ one, until })
    else listened.ready.push(withWords(one, transcript?.words ?? null))
  }
  await giveTurnsBack(
    sql,
    listened.waiting.map(({ one, until }) => ({ id: one.turn.id, until })),
  )
  return listened
}

/** `null`: no longer. */
async function waitsUntil(
  sql: Sql,
  { one, transcript, now }: { one: Heard; transcript: Transcript | undefined; now: Date },
): Promise<Date | null> {
  if (transcript && transcript.state !== 'waiting') return null
  const until = new Date((transcript?.askedAt ?? now).getTime() + PATIENCE_MS)
  if (now < until) return until
  // Heard in this very moment: then it is not given up, and is looked at once more.
  return (await giveUpWords(sql, one.turn.id)) ? null : now
}

type Voice = Extract<InboundMessage['parts'][number], { type: 'voice' }>

/** The voice of a message that has no words. */
function wordlessVoice(inbound: Inbound): Voice | null {
  if (inbound.type !== 'message' || messageText(inbound) !== null) return null
  return inbound.parts.find((part): part is Voice => part.type === 'voice' && part.mediaId !== '') ?? null
}

function newTranscript({ key, turn, inbound }: Heard) {
  const voice = wordlessVoice(inbound)
  const { id: inboxId, organisationId } = turn
  return voice === null ? [] : [{ inboxId, organisationId, channel: key.channel, mediaId: voice.mediaId }]
}

function withWords<T extends Heard>(one: T, words: string | null): T {
  const voice = wordlessVoice(one.inbound)
  if (words === null || voice === null || one.inbound.type !== 'message') return one
  const parts = one.inbound.parts.map((part) => (part === voice ? { ...voice, transcript: words } : part))
  return { ...one, inbound: { ...one.inbound, parts } }
}
