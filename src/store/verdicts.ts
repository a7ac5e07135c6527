/** Answers that people just gave, until an example is made of each. */
import type { LearningExample } from './learning-examples.ts'
import { type Sql, statement } from './sql.ts'

export interface Verdict extends Pick<LearningExample, 'organisationId' | 'head' | 'final' | 'teller'> {
  caseId: string | null
  checkInId: string | null
  /** It was put right; else it was right from the beginning. */
  corrected: boolean
  byMember: boolean
  /** `YYYY-MM-DD` */
  givenOn: string
}

const insertVerdicts = statement<{ id: string }, [string]>(
  'insert_verdicts',
  `insert into verdicts (organisation_id, case_id, check_in_id, head, final, corrected, by_member, teller, given_on)
   select "organisationId", "caseId", "checkInId", head, final, corrected, "byMember", teller, "givenOn"
     from json_to_recordset($1::json) as t("organisationId" uuid, "caseId" uuid, "checkInId" uuid, head text, final text,
       corrected boolean, "byMember" boolean, teller text, "givenOn" date)
   returning id`,
)

export async function keepVerdicts(sql: Sql, verdicts: readonly Verdict[]): Promise<void> {
  if (verdicts.length > 0) await insertVerdicts(sql, JSON.stringify(verdicts))
}

/** A verdict that was taken, with what its record says now. */
export interface TakenVerdict
  extends Pick<LearningExample, 'organisationId' | 'head' | 'final' | 'teller'>,
    Pick<Verdict, 'corrected' | 'byMember' | 'givenOn'> {
  text: string
  /** Of a case. */
  category: string | null
  /** Of a check-in. */
  activity: string | null
}

const deleteVerdicts = statement<TakenVerdict, [number]>(
  'take_verdicts',
  `with taken as (
     delete from verdicts where id = any(array(select id from verdicts limit $1 for update skip locked)) returning *)
   select t.organisation_id as "organisationId", t.head, t.final, t.teller, t.corrected, t.by_member as "byMember",
     to_char(t.given_on, 'YYYY-MM-DD') as "givenOn", coalesce(c.text, k.text) as text, c.category, k.activity
     from taken t left join cases c on c.id = t.case_id left join check_ins k on k.id = t.check_in_id`,
)

/** Take some out: they are gone when the transaction is committed, so each is taken once. Another worker's are skipped. */
export function takeVerdicts(sql: Sql, limit: number): Promise<TakenVerdict[]> {
  return deleteVerdicts(sql, limit)
}
