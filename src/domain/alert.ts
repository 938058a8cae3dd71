import type { Confidence } from './diagnosis.ts'

export type Severity = 'critical' | 'warning' | 'info'

interface Named {
  id: string
  name?: string
}

/** Something that was done by somebody at some time. */
export interface Done {
  by: Named
  at: string
}

/**
 * A full check of a host of an alert: asked for, asked for while no worker is there, or ended. One that was cancelled or
 * failed has looked at nothing.
 */
export interface AlertCheck {
  runId: string
  state: 'asked' | 'unattended' | 'faulty' | 'healthy' | 'undetermined' | 'failed' | 'cancelled'
  /** Who cancelled it. */
  by?: Named
}

/** A host of an alert: one, or in a storm many. */
export interface AlertHost {
  name: string
  vantage: string
  address: string
  state: 'down' | 'up'
  /** Since when it is in that state. */
  since: string
  /** What was seen from outside: `refused`, `no answer`. */
  symptom: string
  /** What the newest check found. */
  found?: { runId: string; cause: string; title: string; confidence: Confidence }
  /** The check that looks for the cause, or how the newest one ended. */
  check?: AlertCheck
  /** The fix that was last ordered while the alert was open, whatever came of it. */
  ordered?: Done & { remedy: string }
  /** The fix that was verified. */
  fixed?: Done & { remedy: string }
}

/** What the hosts of a storm share. */
export interface Common {
  kind: 'jump' | 'network' | 'vantage' | 'cause'
  value: string
}

/** One line of the alert's thread; the id keeps it from being told twice. */
export interface AlertNote {
  id: string
  text: string
  /** Who is to be mentioned. */
  mention?: Whom
}

/** People and groups by their ids in Slack. */
export interface Whom {
  users: readonly string[]
  groups: readonly string[]
}

/** Where the alert is told. When that channel is gone, or the bot was put out of it, the other one. */
export interface AlertPlace {
  channel: string
  fallback?: string
}

/**
 * The durable record that one host, or many with something in common, are failing: one message and its thread, from firing
 * to resolved. The id is also the thread's. What the thread says follows from this record alone, so that telling it again
 * tells nothing new.
 */
export interface Alert {
  id: string
  /** Counts up with each change. */
  version: number
  state: 'firing' | 'flapping' | 'resolved'
  severity: Severity
  /** Who saw it first: our own watch, or another monitoring through the webhook. */
  source: 'watch' | 'webhook'
  hosts: AlertHost[]
  common?: Common
  place: AlertPlace
  openedAt: string
  resolvedAt?: string
  acknowledged?: Done
  assigned?: Done & { to: Named }
  /** Nobody is reminded before; in maintenance its hosts raise no new alerts either. */
  snoozed?: Done & { until: string; maintenance?: true }
  /** How far it was escalated, and when the last step was taken. */
  escalated: { steps: number; at: string }
  /** What the thread is told, in order. */
  notes: AlertNote[]
  /** The full checks that were asked for by it. */
  asked: { runId: string; host: string; vantage: string; at: string }[]
  /** The alerts of another monitoring that speak of it, by fingerprint. */
  reports?: Record<string, AlertReport>
}

/** What another monitoring says. */
export interface AlertReport {
  /** The host that it is about. */
  host?: string
  state: 'firing' | 'resolved'
  /** In its own words: hostile text. */
  title: string
  at: string
  by: Sender
}

/** By what form another monitoring is known: Alertmanager's payload, or the plain one. */
export type Sender = 'alertmanager' | 'webhook'
