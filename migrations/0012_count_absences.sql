-- Who is away belongs to the roster that workers keep in memory.
create trigger absences_bump after insert or update or delete on absences for each statement execute function bump_roster_version();
--> statement-breakpoint
-- Clocks of matters that are open already began when they were told; they are looked at with the next round.
update cases set clock_started_at = created_at, remind_at = coalesce(accept_due_at, resolve_due_at)
 where clock_started_at is null and closed_at is null and (accept_due_at is not null or resolve_due_at is not null);
