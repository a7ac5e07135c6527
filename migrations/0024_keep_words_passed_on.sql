ALTER TABLE "page_messages" DROP CONSTRAINT "page_messages_once";--> statement-breakpoint
ALTER TABLE "case_history" DROP CONSTRAINT "case_history_event";--> statement-breakpoint
ALTER TABLE "page_messages" DROP CONSTRAINT "page_messages_direction";--> statement-breakpoint
ALTER TABLE "page_messages" DROP COLUMN "direction";--> statement-breakpoint
ALTER TABLE "page_messages" ADD CONSTRAINT "page_messages_once" UNIQUE("identity_id","key");--> statement-breakpoint
ALTER TABLE "case_history" ADD CONSTRAINT "case_history_event" CHECK ("case_history"."event" in ('confirm', 'accept', 'start', 'schedule', 'ask', 'answer', 'refer', 'back', 'return', 'close', 'close_as', 'good', 'not_good', 'expire', 'withdraw', 'open', 'edit', 'assign', 'extend', 'grant', 'refuse', 'escalate', 'nudge', 'rate', 'join', 'say'));