/** What the model learns from: each message taken apart as the engine takes it, with the right answers beside. */
import { type Group, groupsOf } from '../src/understanding/groups.ts'
import { gramsOf } from '../src/understanding/model/features.ts'
import { type Answer, type ClauseLabel, HEADS, type Head } from '../src/understanding/model/heads.ts'
import {
  askActivity,
  askCategory,
  askClause,
  askCommand,
  askIntent,
  askUrgency,
  LETTERS_VALUE,
  linksTo,
  type Question,
  type Told,
} from '../src/understanding/model/questions.ts'
import { normalise } from '../src/understanding/normalise.ts'
import { type Seen, see } from '../src/understanding/see.ts'
import type { CorpusMessage, CorpusRecord, Phrase } from './corpus.ts'

/** A question with its right answer. */
export interface Lesson<H extends Head = Head> {
  head: H
  question: Question
  answer: Answer<H>
}

/** All that one message teaches. */
export function lessonsOf(message: CorpusMessage): Lesson[] {
  const seen = see({ text: message.text, sentAt: new Date(message.sentAt), role: message.role })
  const told: Told = { ...seen.told, letters: seen.told.clauses.map((c) => gramsOf(seen.told.text, c.from, c.to)) }
  const lessons: Lesson[] = [{ head: 'intent', question: askIntent(told), answer: message.intent }]
  if (message.command) lessons.push({ head: 'command', question: askCommand(told), answer: message.command })
  if (message.intent !== 'report') return lessons
  const labels = labelsOf(message, seen)
  labels.forEach((label, index) => {
    const question = askClause(told, index)
    for (const names of linksTo(told, index)) {
      question.names.push(names[labels[index - 1] ?? 'start'])
      question.values.push(1)
    }
    lessons.push({ head: 'clause', question, answer: label })
  })
  const groups = groupsOf(told.clauses, labels)
  const paired = pair(groups, message.records)
  for (const [group, record] of paired) lessons.push(...lessonsOfRecord(told, group, record))
  return lessons
}

/** What a message teaches of which only one thing is known: whether it tells of danger to life. */
export function lessonsOfDanger({ text, emergency }: { text: string; emergency: boolean }): Lesson[] {
  const { told: seen } = see({ text, sentAt: new Date(0), role: 'resident' })
  const told: Told = { ...seen, letters: seen.clauses.map((c) => gramsOf(seen.text, c.from, c.to)) }
  const [core] = told.clauses
  if (!core) return []
  const question = askUrgency(told, { kind: 'incident', clauses: [...told.clauses], core })
  const lessons: Lesson[] = [{ head: 'urgency', question, answer: emergency ? 'emergency' : 'normal' }]
  return emergency ? [...lessons, { head: 'intent', question: askIntent(told), answer: 'report' }] : lessons
}

/** `other` is a category too. */
const ACTIVITY_OTHER = /^act:/

/** What a phrase teaches: its letters alone, of the one thing that it speaks for. */
export function lessonOfPhrase({ label, text }: Phrase): Lesson {
  const head = ACTIVITY_OTHER.test(label) || !isAnswer('category', label) ? 'activity' : 'category'
  const answer = label.replace(ACTIVITY_OTHER, '')
  if (!isAnswer(head, answer)) throw new Error(`no category and no activity: ${label}`)
  const words = normalise(text).text
  const question: Question = { letters: [], names: [], values: [] }
  const ids = gramsOf(words, 0, words.length)
  question.letters.push({ ids, value: LETTERS_VALUE / Math.sqrt(ids.length) })
  return { head, question, answer }
}

function isAnswer<H extends Head>(head: H, label: string): label is Answer<H> {
  return (HEADS[head] as readonly string[]).includes(label)
}

function lessonsOfRecord(told: Told, group: Group, record: CorpusRecord): Lesson[] {
  if ('activity' in record) return [{ head: 'activity', question: askActivity(told, group), answer: record.activity }]
  const question = askUrgency(told, group)
  return [
    { head: 'category', question: askCategory(told, group), answer: record.category },
    { head: 'urgency', question, answer: record.urgency },
    { head: 'state', question, answer: record.state },
  ]
}

/** What each clause does for the records of the message, by the words that these were read from. */
function labelsOf({ text, records }: CorpusMessage, { told, normalised }: Seen): ClauseLabel[] {
  const spans = records.map((r) => {
    const from = text.indexOf(r.words)
    return { from, to: from + r.words.length, kind: 'activity' in r ? ('checkin' as const) : ('incident' as const) }
  })
  const begun = new Set<number>()
  return told.clauses.map((clause) => {
    const [from, to] = normalised.span(clause.from, clause.to)
    const shares = spans.map((s) => Math.min(to, s.to) - Math.max(from, s.from))
    const inside = shares.map((share, i) => ({ share, i })).filter(({ share }) => share > 0)
    const fresh = inside.filter(({ i, share }) => !begun.has(i) && (share >= (to - from) / 4 || share >= 4))
    const kinds = new Set(fresh.map(({ i }) => spans[i]?.kind))
    if (kinds.size === 2) {
      for (const { i } of fresh) begun.add(i)
      return 'both'
    }
    const first = fresh.sort((a, b) => b.share - a.share)[0]
    if (first) {
      begun.add(first.i)
      return spans[first.i]?.kind ?? 'none'
    }
    const most = inside.sort((a, b) => b.share - a.share)[0]
    return most && most.share >= (to - from) / 3 ? (`${spans[most.i]?.kind}+` as ClauseLabel) : 'none'
  })
}

/** Groups and records of one kind, in their order; what has no counterpart is left out. */
function pair(groups: readonly Group[], records: readonly CorpusRecord[]): [Group, CorpusRecord][] {
  const kinds = ['incident', 'checkin'] as const
  return kinds.flatMap((kind) => {
    const ofKind = groups.filter((g) => g.kind === kind)
    const wanted = records.filter((r) => ('activity' in r ? 'checkin' : 'incident') === kind)
    return ofKind.length === wanted.length
      ? ofKind.map((g, i): [Group, CorpusRecord] => [g, wanted[i] as CorpusRecord])
      : []
  })
}
