import type { PlacesPlan } from './roster-plan.ts'
import type { Note } from './transact.ts'

/** One line for each branch of an import. The caller notes nothing where nothing changed. */
export async function noteImport(
  note: Note,
  { branchOf }: Pick<PlacesPlan, 'branchOf'>,
  deed: { action: 'import_roster' | 'import_directory'; actor: string; now: Date; detail: unknown },
): Promise<void> {
  const { action, actor, now: at, detail } = deed
  const organisationOf = new Map([...branchOf.values()].map((b) => [b.id, b.organisationId]))
  await note(
    ...[...organisationOf].map(([branchId, organisationId]) => ({
      ...{ organisationId, at, actor, action, detail },
      subject: `branch:${branchId}`,
    })),
  )
}
