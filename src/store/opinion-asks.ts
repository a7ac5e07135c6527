/** Residents in 微信客服 who are to be asked about their zone: the one place where they can be written to. */
import { ANSWERABLE_HOURS, ANSWERS_MAX } from '../domain/service-chat.ts'
import { openSurveyOf } from './opinion-rounds.ts'
import { type Sql, statement } from './sql.ts'

/** Whoever is still talking is not interrupted. */
const SILENT_MINUTES = 10
/** What is owed in the last hour would not arrive. */
const LEFT_HOURS = 1
/** Nobody is asked whether they are content on the day on which they told of a danger. */
const AFTER_DANGER_HOURS = 24

export interface ResidentToAsk {
  identityId: string
  account: string
  organisationId: string
  roundId: string
  zoneCode: string
  zoneName: string
  closesOn: string
  heardAt: Date
}

/** Under which a resident is asked: once in a round, whatever happens. */
export function askKey(roundId: string, identityId: string): string {
  return `survey/${roundId}/${identityId}`
}

const find = statement<ResidentToAsk, [Date, string, number]>(
  'residents_to_ask',
  // One answer is left over for what they may still say.
  `select i.id as "identityId", i.external_id as account, i.organisation_id as "organisationId",
          survey.id as "roundId", z.code as "zoneCode", z.name as "zoneName", survey.closes_on::text as "closesOn",
          c.heard_at as "heardAt"
     from kf_chats c join identities i on i.id = c.identity_id and i.person_id is null
     join zones z on z.id = i.zone_id and (z.ended_on is null or z.ended_on > $2::date)
     ${openSurveyOf('$2::date')}
    where c.served_by = 'bot' and c.person_asked_at is null and c.sent_count < ${ANSWERS_MAX} - 1
      and c.heard_at < $1::timestamptz - interval '${SILENT_MINUTES} minutes'
      and c.heard_at > $1::timestamptz - interval '${ANSWERABLE_HOURS - LEFT_HOURS} hours'
      and not exists (select from outbox o where o.key = 'survey/' || survey.id || '/' || i.id)
      and not exists (select from cases k where k.reporter_identity_id = i.id and k.urgency = 'emergency'
                        and k.created_at > $1::timestamptz - interval '${AFTER_DANGER_HOURS} hours')
    order by c.heard_at, i.id limit $3`,
)

/** Those who wrote of late, came by the code of a zone that is asked about, and were not asked in this round. */
export function residentsToAsk(sql: Sql, at: { now: Date; today: string; limit: number }): Promise<ResidentToAsk[]> {
  return find(sql, at.now, at.today, at.limit)
}
