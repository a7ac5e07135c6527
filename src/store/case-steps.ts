/** Steps of cases: from one state to another, or a note that leaves the state as it is. */

import { DatabaseError } from 'pg'
import type { CaseSets, Decision } from '../decide/decision.ts'
import { outsideStatus, saysItEnds } from '../domain/case.ts'
import { Conflict } from './cases.ts'
import { CLOCK_COLUMNS, clockRow, clockTypes } from './clock-rows.ts'
import { type Sql, statement } from './sql.ts'

const SET_COLUMNS = {
  external_body: 'text',
  external_number: 'text',
  ask_again_on: 'date',
  scheduled_on: 'date',
  extension: 'text',
  escalation: 'int',
  verified: 'boolean',
  satisfied: 'boolean',
  expires_on: 'date',
} as const

const stepCases = statement<{ id: string }, [string, Date]>(
  'step_cases',
  // A column that a step does not set is not among its `sets`; clocks are always told whole.
  `with step as (
     select * from json_to_recordset($1::json) as m(case_id uuid, event text, from_state text, to_state text,
       by_role text, by_person_id uuid, reason text, closes boolean, says_it_ends boolean, reopens boolean, sets jsonb, clocked boolean,
       responded boolean, ${clockTypes})),
   taken as (
     update cases c set state = m.to_state, updated_at = $2::timestamptz, version = version + 1,
       state_before = case when m.to_state = 'need_info' and m.from_state <> 'need_info' then m.from_state
                           else state_before end,
       closed_at = case when m.closes then coalesce(c.closed_at, $2::timestamptz) end,
       closed_by = case when m.says_it_ends then m.by_person_id else c.closed_by end,
       reopened_at = case when m.reopens then $2::timestamptz else c.reopened_at end,
       responded_at = case when m.responded then coalesce(c.responded_at, $2::timestamptz) else c.responded_at end,
       ${CLOCK_COLUMNS.map((c) => `${c} = case when m.clocked then m.${c} else c.${c} end`).join(', ')},
       ${Object.entries(SET_COLUMNS)
         .map(([c, type]) => `${c} = case when m.sets ? '${c}' then (m.sets->>'${c}')::${type} else c.${c} end`)
         .join(', ')}
       from step m where c.id = m.case_id and c.state = m.from_state
     returning c.id, c.organisation_id, c.urgency),
   noted as (
     insert into case_history (case_id, organisation_id, step, at, event, from_state, to_state, by_role, by_person_id, reason)
     select v.id, v.organisation_id, coalesce((select max(step) from case_history h where h.case_id = v.id), 0) + 1,
       $2::timestamptz, m.event, m.from_state, m.to_state, m.by_role, m.by_person_id, m.reason
       from taken v join step m on m.case_id = v.id),
   shown as (
     -- Of a draft nobody beside its reporter has a card yet, but of an emergency.
     insert into card_refreshes (case_id, organisation_id, created_at)
     select v.id, v.organisation_id, $2::timestamptz from taken v join step m on m.case_id = v.id
      where m.from_state <> m.to_state and (m.from_state <> 'draft' or v.urgency = 'emergency')
      on conflict do nothing)
   select id from taken`,
)

/** A step of the transition table, or a note that leaves the state as it is. */
export type CaseStep = Extract<Decision, { do: 'move_case' | 'note_case' }>

/**
 * Take steps, one for each case.
 *
 * @throws Conflict when a case is no longer in the state that the step was decided for
 */
export async function takeSteps(sql: Sql, steps: readonly CaseStep[], now: Date): Promise<void> {
  if (steps.length === 0) return
  const taken = await stepCases(sql, JSON.stringify(steps.map(stepRow)), now).catch((error: unknown) => {
    throw isSecondOfItsNumber(error) ? new Conflict('somebody else wrote this step of a case') : error
  })
  if (taken.length < steps.length) throw new Conflict('a case is no longer what it was when it was decided on')
}

/** A note leaves the state, so that of two at once both find the case as they expect it: the history tells them apart. */
function isSecondOfItsNumber(error: unknown): boolean {
  return error instanceof DatabaseError && error.constraint === 'case_history_pk'
}

function stepRow(step: CaseStep) {
  const { from, to } = step.do === 'move_case' ? step : { from: step.state, to: step.state }
  const { caseId, event, by, reason, clocks, sets } = step
  return {
    case_id: caseId,
    event,
    from_state: from,
    to_state: to,
    by_role: by.role,
    by_person_id: by.personId,
    reason,
    closes: outsideStatus(to) === 'closed',
    says_it_ends: saysItEnds(event),
    reopens: to === 'reopened' && from !== 'reopened',
    sets: setColumns(sets ?? {}),
    responded: sets?.responded ?? false,
    clocked: clocks !== undefined,
    ...(clocks && clockRow(clocks)),
  }
}

function setColumns({
  external,
  responded: _,
  scheduledOn,
  noteEndsOn,
  ...plain
}: CaseSets): Partial<Record<string, unknown>> {
  return {
    ...plain,
    ...(external === undefined
      ? {}
      : {
          external_body: external?.body ?? null,
          external_number: external?.number ?? null,
          ask_again_on: external?.askAgainOn ?? null,
        }),
    ...(scheduledOn === undefined ? {} : { scheduled_on: scheduledOn }),
    ...(noteEndsOn === undefined ? {} : { expires_on: noteEndsOn }),
  }
}
