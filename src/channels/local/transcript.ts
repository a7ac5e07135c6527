import type { Content } from '../channel.ts'

/** What a person did in the local chat, as their own window shows it. */
export type OwnAct =
  | { type: 'text'; text: string }
  | { type: 'image'; storageKey: string }
  | { type: 'location'; latitude: number; longitude: number; label: string | null }
  /** `label` is what the button and the ticked options read. */
  | { type: 'tap'; taskId: string; action: string; label: string }
  | { type: 'scan'; zoneCode: string; zoneName: string }

/** One line of a person's transcript: `in` is what they did, `out` what they were told. */
export type TranscriptEntry = {
  /** Lower case. */
  account: string
  /** Unique within account and direction; writing it again changes nothing. */
  key: string
} & ({ direction: 'in'; content: OwnAct; sentAt: Date } | { direction: 'out'; content: Content })

/** The "phones" of the people who are played. */
export interface Transcript {
  /** Write lines that are not there yet, all or none of them. */
  write(entries: readonly TranscriptEntry[]): Promise<void>
  /** Take away what was told under a key. */
  takeBack(key: string): Promise<void>
}
