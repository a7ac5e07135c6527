ALTER TABLE "inbox" DROP CONSTRAINT "inbox_organisation_id_organisations_id_fk";
--> statement-breakpoint
DROP INDEX "inbox_originals";--> statement-breakpoint
CREATE INDEX "inbox_originals" ON "inbox" USING brin ("received_at");