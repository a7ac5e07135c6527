import { type Sql, statement } from './sql.ts'

const readUsage = statement<{ token_count: string }, [string, string]>(
  'read_model_usage',
  'select token_count from model_usage where name = $1 and day = $2',
)

const addUsage = statement<{ token_count: string }, [string, string, number]>(
  'add_model_usage',
  `insert into model_usage as u (name, day, token_count) values ($1, $2, $3)
   on conflict (name, day) do update set token_count = u.token_count + excluded.token_count
   returning token_count`,
)

/** What was used of a model on the present day, which `today` tells as `YYYY-MM-DD`. */
export function modelUsage(sql: Sql, name: string, today: () => string) {
  return {
    async usedToday(): Promise<number> {
      const [row] = await readUsage(sql, name, today())
      return Number(row?.token_count ?? 0)
    },
    async use(tokenCount: number): Promise<void> {
      await addUsage(sql, name, today(), tokenCount)
    },
  }
}
