import type { Registry } from 'prom-client'

/** Counters and gauges, by name of what is measured. (Shape; filled by the runtime.) */
export interface Metrics {
  registry: Registry
}
