/** What people of the district do in its reviews: residents by three taps, members and secretaries on their pages. */
import { summaryDraft } from '../../decide/replies/evaluation.ts'
import { appealTo } from '../../domain/review/graders.ts'
import type { Question } from '../../domain/review/opinions.ts'
import { answerCommendation, giveCommendation } from '../../store/commendations.ts'
import { branchesThere, requestsThere, solvedThere, yearsShown } from '../../store/demo-district-reads.ts'
import { agree, appeal, asOfNow, decideAppeal, giveGrade, leadersOf, saySummary } from '../../store/evaluation-acts.ts'
import { evaluationOf } from '../../store/evaluations.ts'
import { giveAnswer } from '../../store/opinion-answers.ts'
import { surveyOf } from '../../store/opinion-rounds.ts'
import { voiceOfAccount } from '../../store/opinion-voices.ts'
import { transact } from '../../store/transact.ts'
import { vote } from './ballots.ts'
import type { Told } from './casework.ts'
import { between, chance, oneOf } from './chance.ts'
import type { Act, Play } from './play.ts'
import { DISTRICT } from './roster.ts'
import { spotCheck } from './spot-check.ts'

/** Within each round in which residents are asked. */
const ASKED_ON = ['03-14', '05-14', '06-14', '09-14', '11-14', '12-09']
const VOICES = [2, 15] as const

export function reviews(told: Told): Act[] {
  const { zones, instant, nextYear } = told
  const codes = zones.map(({ code }) => code)
  return [
    ...spotCheck(told),
    ...ASKED_ON.map((day) => ({ at: instant(day, '18:40'), run: (play: Play) => answerAll(play, codes) })),
    { at: instant('12-12', '19:30'), run: summarise },
    { at: instant('12-29', '09:40'), run: grade },
    { at: instant('12-29', '15:10'), run: commend },
    { at: nextYear('01-04', '10:10'), run: answerGrades },
    { at: nextYear('01-07', '16:00'), run: decideAppeals },
    { at: nextYear('01-14', '19:50'), run: vote },
  ]
}

async function answerAll({ deps, today }: Play, codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const survey = await surveyOf(deps.pool, code, today)
    if (survey === null || typeof survey === 'string') continue
    const seed = `opinions/${code}/${today.slice(5)}`
    for (let i = between(seed, ...VOICES); i > 0; i--) {
      const choices = survey.questions.map((question, q) => choiceOf(question, `${seed}/${i}/${q}`))
      const voices = [voiceOfAccount(deps.seal, survey.roundId, `demo/${code}/${i}`)]
      await giveAnswer(deps.pool, deps.seal, { roundId: survey.roundId, zoneId: survey.zone.id, choices, voices })
    }
  }
}

/** Most are content, some are not. */
function choiceOf({ answers }: Question, seed: string): number {
  const share = chance(seed)
  const good = answers.findIndex(({ sense }) => sense === 'good')
  return share < 0.72 && good >= 0 ? good : between(`${seed}/other`, 0, answers.length - 1)
}

/** What the records say, with a sentence of one's own now and then; a few leave it to the records. */
async function summarise({ deps, now, timezone }: Play): Promise<void> {
  for (const { roundId, personId, name } of await requestsThere(deps.db, 'summary')) {
    if (chance(`summary/${name}`) > 0.85) continue
    const whose = { roundId, personId }
    const found = await evaluationOf(deps.db, whose)
    if (!found) continue
    const { content, round } = await asOfNow(deps.db, found, { now, timezone })
    const own = chance(`summary/${name}/own`) < 0.4 ? '明年想多去看看独居的老人。' : ''
    const text = summaryDraft(round.period, content.statements) + own
    await saySummary(deps.db, whose, { text, handIn: true }, { by: personId, now, timezone })
  }
}

/** Given by the secretary, not reckoned: in the play by chance. */
const GRADES: readonly (readonly [upTo: number, grade: string, reason: string])[] = [
  [0.2, '优秀', '居民的事办得快，办完都有回话。'],
  [0.95, '合格', '该做的都做了，记录清楚。'],
  [1, '基本合格', '有几件事拖得久，回话也晚。'],
]

async function grade({ deps, now, timezone }: Play): Promise<void> {
  for (const { roundId, personId, about } of await requestsThere(deps.db, 'grading')) {
    if (!about) continue
    const share = chance(`grade/${about.name}`)
    const [, name, reason] = GRADES.find(([upTo]) => share < upTo) ?? GRADES[1] ?? [1, '合格', '']
    await giveGrade(deps.db, { roundId, personId: about.id }, { grade: name, reason }, { by: personId, now, timezone })
  }
}

/** Who sees a lower grade appeals; of the others some say at once that they agree. */
async function answerGrades({ deps, now, today, timezone }: Play): Promise<void> {
  for (const { personId, roundId, name, grade: given } of await yearsShown(deps.db)) {
    const [whose, by] = [
      { roundId, personId },
      { by: personId, now, timezone },
    ]
    if (given !== '基本合格') {
      if (chance(`agree/${name}`) < 0.5) await agree(deps.db, whose, by)
      continue
    }
    const found = await evaluationOf(deps.db, whose)
    if (!found) continue
    const others = appealTo(
      { personId, gradedBy: found.content.gradedBy ?? '' },
      await leadersOf(deps.db, found, today),
    )
    const [to] = others
    if (to) await appeal(deps.db, whose, { text: '拖得久的两件在等物业，等的日子不该算我的。', to: to.personId }, by)
  }
}

async function decideAppeals({ deps, now, timezone }: Play): Promise<void> {
  for (const { personId, roundId, name, stage, appealTo: by } of await yearsShown(deps.db)) {
    if (stage !== 'appealed' || by === null) continue
    const changed = chance(`appeal/${name}`) < 0.6
    const told = changed
      ? { outcome: 'changed' as const, answer: '记录里那两件确实在等别人，改为合格。', grade: '合格' }
      : { outcome: 'upheld' as const, answer: '除了等别人的，还有两件超期，维持。', grade: null }
    await decideAppeal(deps.db, { roundId, personId }, told, { by, now, timezone })
  }
}

/** One of each branch, of whose work there is something to show. */
async function commend({ deps, today, now }: Play): Promise<void> {
  for (const branch of await branchesThere(deps.db, `/${DISTRICT}`)) {
    const solved = (await solvedThere(deps.db, branch.id)).filter(({ handlerId }) => handlerId !== branch.secretaryId)
    if (solved.length === 0) continue
    const { handlerId: personId, name } = oneOf(`commend/${branch.name}`, solved)
    const caseCodes = solved
      .filter(({ handlerId }) => handlerId === personId)
      .slice(0, 3)
      .map(({ code }) => code)
    const given = { branchId: branch.id, roundId: null, personId, reason: '居民反映的事件件有回音。', caseCodes }
    await transact(deps.db, async (tx, note) => {
      const transaction = { tx, note }
      const done = await giveCommendation(transaction, { ...given, givenBy: branch.secretaryId }, { today, now })
      if ('refusal' in done) return
      await answerCommendation(transaction, { id: done.id, personId, isPublic: chance(`public/${name}`) < 0.7 }, now)
    })
  }
}
