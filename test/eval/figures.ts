/** Every figure of `score.ts`, and how many harmless messages are left alone: set beside set, with the goals. */
import type { Understanding } from '../../src/understanding/understanding.ts'
import { type EvalMessage, HONEST_SETS, type SetName } from './labelled-sets.ts'
import { bestChecks, type Figure, type Figures, type Labelled, percent, score, WHOLE } from './score.ts'
import { table } from './table.ts'

/** A labelled set and what was read of it, message by message. */
export interface ReadSet {
  name: SetName
  messages: readonly EvalMessage[]
  readings: readonly Understanding[]
}

const NO_FALSE_ALARM = 'no emergency, and none seen'
/** `emergency seen` asks for the very record. */
const NOTICED = 'emergency seen in any record'

/** Shares in per cent that were asked for, on messages not seen in building. */
const GOALS: Readonly<Record<string, number>> = {
  intent: 97,
  'records (kinds and number)': 92,
  category: 92,
  activity: 92,
  urgency: 88,
  'emergency seen': 100,
  [NO_FALSE_ALARM]: 99.5,
  state: 97,
  'place: building, unit, floor, room told': 97,
  'place: nothing invented': 99,
  'date told': 95,
  'date: nothing invented': 97,
  [WHOLE]: 80,
}
/** Told without a goal. */
const OTHERS = [NOTICED, 'place: named or not', 'time told']

/** The figures of a set; `strict` takes the first label alone. */
export function figuresOf({ messages, readings }: ReadSet, strict = false): Figures {
  const seenWhere = (holds: (message: Labelled) => boolean): boolean[] =>
    messages.flatMap((m, i) => (holds(m) ? [seesEmergency(readings[i])] : []))
  const dangers = seenWhere(isEmergency)
  const harmless = seenWhere((m) => !mayBeEmergency(m))
  return {
    ...score(messages, readings, strict),
    [NOTICED]: { right: dangers.filter((seen) => seen).length, of: dangers.length },
    [NO_FALSE_ALARM]: { right: harmless.filter((seen) => !seen).length, of: harmless.length },
  }
}

export function isEmergency({ expect }: Labelled): boolean {
  return expect.records.some((r) => r.kind === 'incident' && r.urgency === 'emergency')
}

/** Whether the label, or another that is accepted, is an emergency. */
export function mayBeEmergency({ expect, alt }: Labelled): boolean {
  return JSON.stringify([expect, alt]).includes('"emergency"')
}

export function seesEmergency(reading: Understanding | undefined): boolean {
  return reading?.records.some((r) => r.kind === 'incident' && r.urgency === 'emergency') ?? false
}

export function isWhollyRight(message: Labelled, reading: Understanding | undefined): boolean {
  return reading !== undefined && bestChecks(message, reading).some((c) => c.name === WHOLE && c.right)
}

/** Sets beside each other. A goal counts as reached when every honest set reaches it. */
export function figuresTable(title: string, sets: readonly ReadSet[], strict = false): string {
  const figures = new Map(sets.map((set) => [set.name, figuresOf(set, strict)]))
  const cell = (set: SetName, name: string): string => {
    const figure = figures.get(set)?.[name]
    return figure ? `${mark(figure, GOALS[name])}${share(figure)} of ${String(figure.of).padStart(4)}` : '–'
  }
  const row = (name: string): string[] => {
    const goal = GOALS[name]
    const reached = HONEST_SETS.every((set) => reaches(figures.get(set)?.[name], goal ?? 0))
    const judged = goal === undefined ? ['', ''] : [`≥ ${goal}`, reached ? 'reached' : 'not reached']
    return [name, ...sets.map((s) => cell(s.name, name)), ...judged]
  }
  const head = ['', ...sets.map((s) => `${s.name} (${s.messages.length})`), 'goal', `on ${HONEST_SETS.join(' and ')}`]
  return table(title, [head, ...[...Object.keys(GOALS), ...OTHERS].map(row)])
}

function mark(figure: Figure, goal: number | undefined): string {
  return goal === undefined || reaches(figure, goal) ? '' : '✗ '
}

function reaches(figure: Figure | undefined, goal: number): boolean {
  return figure !== undefined && percent(figure) >= goal
}

/** `97.2 %`; a dash where there is nothing to count. */
export function share(figure: Figure | undefined): string {
  return figure && figure.of > 0 ? `${percent(figure).toFixed(1)} %` : '–'
}
