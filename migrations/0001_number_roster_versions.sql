-- Workers keep the roster (zones, people, who answers for what) in memory. Every change of it raises one number,
-- which each message's snapshot reads: a worker with an older copy loads it anew. Triggers, so that nobody forgets.
insert into counters (name, last) values ('roster', 1) on conflict do nothing;
--> statement-breakpoint
create function bump_roster_version() returns trigger language plpgsql as $$
begin
  update counters set last = last + 1 where name = 'roster';
  return null;
end $$;
--> statement-breakpoint
create trigger organisations_bump after insert or update or delete on organisations for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger branches_bump after insert or update or delete on branches for each statement execute function bump_roster_version();
--> statement-breakpoint
-- Not on every update of zones: giving out a case code changes `last_case_number` only.
create trigger zones_bump after insert or delete or update of code, name, kind, branch_id, organisation_id on zones for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger zone_areas_bump after insert or update or delete on zone_areas for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger people_bump after insert or update or delete on people for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger assignments_bump after insert or update or delete on assignments for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger settings_bump after insert or update or delete on settings for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger calendar_days_bump after insert or update or delete on calendar_days for each statement execute function bump_roster_version();
--> statement-breakpoint
-- A resident's first contact is no change of the roster; binding an account is. (Per statement, not per row: an import
-- of 60,000 accounts would otherwise update the one number 60,000 times in one transaction.)
create function bump_roster_version_for_bound() returns trigger language plpgsql as $$
begin
  if exists (select from inserted where person_id is not null) then
    update counters set last = last + 1 where name = 'roster';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger identities_bound after insert on identities referencing new table as inserted for each statement execute function bump_roster_version_for_bound();
--> statement-breakpoint
create trigger identities_rebound after update of person_id on identities for each statement execute function bump_roster_version();
--> statement-breakpoint
create trigger identities_gone after delete on identities for each statement execute function bump_roster_version();
