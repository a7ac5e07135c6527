-- Of wishes that were noted twice at the same moment the first one stays.
UPDATE "privacy_requests" r SET "undone_at" = now() WHERE r.kind = 'delete' AND r.done_at IS NULL AND r.undone_at IS NULL
  AND EXISTS (SELECT FROM "privacy_requests" o WHERE o.identity_id = r.identity_id AND o.kind = 'delete' AND o.done_at IS NULL AND o.undone_at IS NULL AND (o.created_at, o.id) < (r.created_at, r.id));--> statement-breakpoint
ALTER TABLE "page_messages" DROP CONSTRAINT "page_messages_once";--> statement-breakpoint
DROP INDEX "assignments_zone";--> statement-breakpoint
DROP INDEX "assignments_branch";--> statement-breakpoint
DROP INDEX "identities_person";--> statement-breakpoint
CREATE INDEX "assignments_person" ON "assignments" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "privacy_requests_open" ON "privacy_requests" USING btree ("identity_id") WHERE kind = 'delete' and done_at is null and undone_at is null;--> statement-breakpoint
CREATE INDEX "assignments_zone" ON "assignments" USING btree ("zone_id");--> statement-breakpoint
CREATE INDEX "assignments_branch" ON "assignments" USING btree ("branch_id");--> statement-breakpoint
CREATE INDEX "identities_person" ON "identities" USING btree ("person_id");--> statement-breakpoint
ALTER TABLE "page_messages" ADD CONSTRAINT "page_messages_once" UNIQUE("key","identity_id");