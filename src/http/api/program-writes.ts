/** Carries out what a program tells or orders: look, decide, apply, in one transaction, by the rules of the chat. */

import type { Decision } from '../../decide/decision.ts'
import type { Facts } from '../../decide/facts.ts'
import { whyNotRecorded } from '../../decide/never-recorded.ts'
import { isForOthers, orderedByProgram, type ProgramReport, toldByProgram } from '../../decide/program.ts'
import type { CaseEvent, CaseNote } from '../../domain/case.ts'
import { SENSITIVE_CATEGORIES } from '../../domain/permission.ts'
import { SECRETARY_ROLES } from '../../domain/vocabulary.ts'
import { doOnce, type KeyedRequest, KeyReused } from '../../store/api-requests.ts'
import { apply } from '../../store/apply.ts'
import { Conflict } from '../../store/cases.ts'
import { casesByCode, organisationOfCase, organisationOfZone } from '../../store/cases-by-code.ts'
import { findCaseById, type ListedCase } from '../../store/listed-cases.ts'
import { nobodysFacts } from '../../store/nobodys-facts.ts'
import type { Scope } from '../../store/organisations.ts'
import { inTransaction, type Sql } from '../../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../../store/surroundings.ts'
import type { TokenHolder } from '../../store/tokens.ts'
import { read } from '../../understanding/read.ts'
import type { Command, Reading } from '../../understanding/understanding.ts'
import type { ApiDeps } from './deps.ts'
import { notFound, Problem } from './problem.ts'

/** Who asks, and under which key. */
export interface Asking {
  holder: TokenHolder
  request: KeyedRequest | null
}

/** Open a case. @throws Problem */
export async function openCase(
  deps: ApiDeps,
  asking: Asking,
  { scope, text, report }: { scope: Scope; text: string; report: Omit<ProgramReport, 'role'> },
): Promise<ListedCase> {
  const now = deps.now()
  const { zoneCode } = report
  const organisationId = zoneCode === null ? scope.organisationId : await organisationOfZone(deps.pool, scope, zoneCode)
  if (organisationId === null) throw new Problem(400, `没有责任区“${zoneCode}”，或不在令牌的范围内。`)
  return write(deps, asking, { organisationId, now }, async (carryOut, { facts }) => {
    const role = report.byResident ? 'resident' : 'member'
    const reading = read({ text, sentAt: now, role }, deps.config.timezone)
    refuseNeverRecorded(text, reading)
    const decisions = toldByProgram({ facts, now, reading, text }, { ...report, role: asking.holder.role })
    const [opened] = await carryOut(decisions)
    if (opened === undefined) throw new Error('a program told a case and none was opened')
    return opened
  })
}

/** Take a step of a case, as its branch's secretary or deputy. @throws Problem */
export async function orderCase(
  deps: ApiDeps,
  asking: Asking,
  { event, order }: { event: CaseEvent | CaseNote; order: Command & { args: { code: string } } },
): Promise<ListedCase> {
  const { holder } = asking
  const { code, other } = order.args
  if (!SECRETARY_ROLES.includes(holder.role)) throw new Problem(403, '办理事件要用书记或副书记的令牌。')
  const now = deps.now()
  const organisationId = await organisationOfCase(deps.pool, holder.scope, code)
  if (organisationId === null) throw notFound()
  return write(deps, asking, { organisationId, now }, async (carryOut, { facts: known, sql }) => {
    const referred = await casesByCode(sql, [code, ...(other === undefined ? [] : [other])])
    const record = referred.find((c) => c.code === code)
    if (!record) throw notFound()
    const facts = { ...known, referred }
    if (SENSITIVE_CATEGORIES.includes(record.category) || isForOthers(facts, record)) {
      throw new Problem(403, '这类事件只能由承办人和书记在聊天里办理。')
    }
    const reading = read({ text: '', sentAt: now, role: 'member' }, deps.config.timezone)
    refuseNeverRecorded(order.args.text ?? '', reading)
    const turn = { facts, now, reading, text: '', record, role: holder.role }
    const { decisions, refusal } = orderedByProgram(turn, { event, order })
    if (refusal) throw new Problem(refusal.lacks ? 400 : 409, refusal.words)
    await carryOut(decisions)
    return record.id
  })
}

/** As in chat. @throws Problem */
function refuseNeverRecorded(text: string, reading: Reading): void {
  const why = whyNotRecorded(text, reading)
  if (why !== null) throw new Problem(400, why)
}

/** Applies decisions. Returns the ids of the cases that they open. */
type CarryOut = (decisions: readonly Decision[]) => Promise<string[]>

/** @param act returns the id of its case; `facts` are those of nobody */
async function write(
  deps: ApiDeps,
  { holder, request }: Asking,
  { organisationId, now }: { organisationId: string; now: Date },
  act: (carryOut: CarryOut, known: { facts: Facts; sql: Sql }) => Promise<string>,
): Promise<ListedCase> {
  const nobody = { channel: 'api', inboxId: null, identityId: null, personId: null } as const
  const origin = { organisationId, ...nobody, role: holder.role, actor: `token:${holder.tokenId}` }
  const rings: bigint[] = []
  const carryOutOn = (sql: Sql) => async (decisions: readonly Decision[]) => {
    const { owed, applied } = await apply(sql, [{ origin, decisions }], { now, timezone: deps.config.timezone })
    rings.push(...owed)
    return applied.flatMap((a) => a.openedCases)
  }
  const once = (sql: Sql) => async () => {
    const facts = nobodysFacts(await surroundingsIn(sql, deps, { organisationId, now }))
    return act(carryOutOn(sql), { facts, sql })
  }
  const caseId = await withSurroundings(deps, () =>
    inTransaction(deps.pool, (sql) => doOnce(sql, request, { now, work: once(sql) })),
  ).catch(inWords)
  deps.bells.ring('outbound', rings)
  const found = await findCaseById(deps.db, holder.scope, caseId)
  if (!found) throw notFound()
  return found
}

function inWords(error: unknown): never {
  if (error instanceof KeyReused) throw new Problem(422, '这个 Idempotency-Key 已经用在别的请求上，请换一个。')
  if (error instanceof Conflict) throw new Problem(409, '这件事刚刚被别人改了，请看看现在的状态再试。')
  throw error
}
