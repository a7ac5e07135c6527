/** How a member gets to know a grade of which no message reached them; before that no week to appeal begins. */
import { civilDate } from '../domain/calendar.ts'
import { mask } from '../domain/privacy.ts'
import { mayGrade } from '../domain/review/graders.ts'
import { concludableFrom, isToHandOver } from '../domain/review/stages.ts'
import type { Db } from './database.ts'
import { type ActRefusal, act, type By, type Whose, type Work } from './evaluation-acts.ts'
import { type Evaluation, takeStep } from './evaluations.ts'

/** Whoever leads the branch showed it to the member in person, today. */
export function handOver(db: Db, whose: Whose, by: By): Promise<ActRefusal | null> {
  return act(db, whose, by, async (work, found) => {
    if (!(await leads(work, found, by))) return 'foreign'
    return startWeek(work, found)
  })
}

/** The member came to the page by themselves. */
export function openGrade(db: Db, whose: Whose, by: By): Promise<ActRefusal | null> {
  return act(db, whose, by, async (work, found) => (by.by === found.personId ? startWeek(work, found) : 'foreign'))
}

/** `too_early`: the member has to be looked for first. */
export type ConcludingRefusal = ActRefusal | 'no_reason' | 'too_early'

/** The member is not found: it ends without them, and beside the reason of the grade stands why. */
export function concludeUnseen(
  db: Db,
  whose: Whose,
  { reason }: { reason: string },
  by: By,
): Promise<ConcludingRefusal | null> {
  return act(db, whose, by, async (work, found) => {
    if (!(await leads(work, found, by))) return 'foreign'
    if (!isToHandOver(found) || found.gradedAt === null) return 'stage'
    if (reason.trim() === '') return 'no_reason'
    if (work.today < concludableFrom(civilDate(found.gradedAt, by.timezone))) return 'too_early'
    const gradeReason = `${found.content.gradeReason ?? ''}（没有给本人看过就结束，原因：${mask(reason.trim())}）`
    return (await takeStep(work, found, { ...work.taken, step: 'conclude', changes: { gradeReason } })) ? null : 'stage'
  })
}

async function startWeek(work: Work, found: Evaluation): Promise<'stage' | null> {
  if (!isToHandOver(found)) return 'stage'
  return (await takeStep(work, found, { ...work.taken, step: 'hand_over', changes: {} })) ? null : 'stage'
}

async function leads(work: Work, found: Evaluation, { by }: By): Promise<boolean> {
  return mayGrade(by, found.personId, await work.leaders(found))
}
