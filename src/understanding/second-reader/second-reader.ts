/** The second reader, as far as it is pure: what is asked, and what may come of the answer. */
import { localMoment } from '../civil-date.ts'
import type { MessageToRead } from '../understanding.ts'
import { answeredRecords } from './answer.ts'
import { type Finding, proved } from './findings.ts'
import { shownToOthers } from './shown.ts'

/** The message in the words that leave the house: data, quoted as JSON, never part of an instruction. */
export function askedOf({ text, sentAt, role }: MessageToRead, timezone: string): string {
  return JSON.stringify({
    message: shownToOthers(text),
    sender: role === 'member' ? '责任区党员' : '居民',
    today: localMoment(sentAt, timezone).date,
  })
}

/** What of an answer the message proves. `null`: it is no answer. */
export function provedBy(json: unknown, { text, sentAt }: MessageToRead, timezone: string): Finding[] | null {
  const records = answeredRecords(json)
  return records && proved(records, { text, shown: shownToOthers(text), sentAt, timezone })
}
