ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_organisation_id_organisations_id_fk";
