-- Until now every assignment came from the roster: what lasts stands in it.
update assignments set in_roster = true where ends_on is null;
--> statement-breakpoint
-- That a member was asked, or knows, changes nothing of who answers for what.
create or replace trigger assignments_bump after insert or delete or update of organisation_id, branch_id, person_id, zone_id, role, backup, position, starts_on, ends_on on assignments for each statement execute function bump_roster_version();
--> statement-breakpoint
-- A zone that ends is no longer asked for.
create or replace trigger zones_bump after insert or delete or update of code, name, kind, branch_id, organisation_id, ended_on on zones for each statement execute function bump_roster_version();
