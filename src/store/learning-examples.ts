/** Confirmed and corrected readings, kept for the next model. */
import { type Sql, statement } from './sql.ts'

export interface LearningExample {
  organisationId: string
  head: 'category' | 'urgency' | 'state' | 'activity'
  features: readonly number[]
  values: readonly number[]
  predicted: string
  final: string
  teller: string
  /** `YYYY-MM-DD` */
  learntOn: string
}

const insertExamples = statement<{ id: string }, [string]>(
  'insert_learning_examples',
  `insert into learning_examples (organisation_id, head, features, "values", predicted, final, teller, learnt_on)
   select "organisationId", head, features, "values", predicted, final, teller, "learntOn"
     from json_to_recordset($1::json) as t("organisationId" uuid, head text, features bigint[], "values" real[],
       predicted text, final text, teller text, "learntOn" date)
   returning id`,
)

export async function keepExamples(sql: Sql, examples: readonly LearningExample[]): Promise<void> {
  if (examples.length > 0) await insertExamples(sql, JSON.stringify(examples))
}

interface Row {
  head: LearningExample['head']
  features: string[]
  values: number[]
  predicted: string
  final: string
}

const readExamples = statement<Row, [number, number]>(
  'read_learning_examples',
  `select head, features, "values", predicted, final from (
     select l.*, row_number() over (partition by l.teller, l.head order by l.learnt_on desc, l.id) as place
       from learning_examples l) ranked
    where place <= $1 order by learnt_on desc, id limit $2`,
)

/** The newest examples, of each teller and head no more than `perTeller`, so that nobody teaches alone. */
export async function newestExamples(
  sql: Sql,
  { perTeller, limit }: { perTeller: number; limit: number },
): Promise<Pick<LearningExample, 'head' | 'features' | 'values' | 'predicted' | 'final'>[]> {
  const rows = await readExamples(sql, perTeller, limit)
  return rows.map((row) => ({ ...row, features: row.features.map(Number) }))
}
