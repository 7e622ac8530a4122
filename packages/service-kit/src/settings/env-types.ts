import { z } from 'zod';

/*
 * Schemas for settings from the environment. Each parses the text of one variable. A value that is set but wrong is always
 * an error, and the default never replaces it.
 */

type Range = { min?: number; max?: number };

/** A whole number, `fallback` when unset. */
export function envInt(fallback: number, range: Range = {}) {
  return wholeNumber(range).default(fallback);
}

/** A whole number, or undefined when unset. */
export function envOptionalInt(range: Range = {}) {
  return wholeNumber(range).optional();
}

/** A TCP port; 0 lets the system choose one. */
export function envPort(fallback: number) {
  return envInt(fallback, { min: 0, max: 65_535 });
}

/** A TCP port, or an address with one (`0.0.0.0:9464`, `[::]:9464`); on this machine alone unless it names one. */
export function envListener() {
  const message = 'must be a port, or an address with a port: 9464, 0.0.0.0:9464';
  return z
    .string()
    .transform((text, context) => {
      const [, host, v6, port] = /^(?:([\w.-]+):|\[([\da-f:]+)\]:)?(\d{1,5})$/i.exec(text) ?? [];
      if (port !== undefined && Number(port) <= 65_535)
        return { host: host ?? v6 ?? '127.0.0.1', port: Number(port) };
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .optional();
}

/** Text, `fallback` when unset; without a fallback the variable is required. */
export function envText(fallback?: string) {
  return fallback === undefined ? z.string() : z.string().default(fallback);
}

/** Comma-separated entries, trimmed, empty ones left out; `[]` when unset. */
export function envList() {
  return z.string().default('').transform(splitList);
}

/** `1`, `true`, `on`, `yes` or `0`, `false`, `off`, `no`; `fallback` when unset. */
export function envBool(fallback = false) {
  return z
    .string()
    .toLowerCase()
    .refine((text) => truthy.has(text) || falsy.has(text), 'must be 1 or 0 (also true/false, on/off, yes/no)')
    .transform((text) => truthy.has(text))
    .default(fallback);
}

/** An http(s) address without a trailing slash, query or fragment; required when there is no fallback. */
export function envUrl(fallback?: string) {
  const url = z
    .string()
    .refine(isHttpUrl, 'must be an address like https://host[:port][/path], without query or fragment')
    .transform((text) => text.replace(/\/+$/, ''));
  return fallback === undefined ? url : url.default(fallback);
}

/** Web origins (`https://board.example.com`), normalised; `[]` when unset. `*` is refused: name them. */
export function envOrigins() {
  return envList()
    .refine(
      (list) => list.every((entry) => isHttpUrl(entry) && new URL(entry).pathname === '/'),
      'must be a comma-separated list of origins like https://board.example.com, without a path or *',
    )
    .transform((list) => list.map((entry) => new URL(entry).origin));
}

/** A SQLite database by its file, `file:./data/store.db`. */
export function envDatabase(fallback: string) {
  const message = `must be a file and nothing more, like ${fallback} (no ?parameters, not :memory:)`;
  return envText(fallback).refine((url) => databaseFile(url) !== undefined, message);
}

/**
 * Returns the path in a DATABASE_URL; undefined for what names no file. Parameters (`?mode=rwc`) would become a part of the
 * name, and the service would start with a new, empty database; so would a host, `file://data/store.db`.
 */
export function databaseFile(url: string): string | undefined {
  const [, path] = /^file:((?!\/\/[^/])[^?#]+)$/.exec(url) ?? [];
  return path?.startsWith(':') ? undefined : path;
}

function wholeNumber({ min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Range) {
  return z
    .string()
    .refine((text) => isWholeNumber(text, min, max), describeRange(min, max))
    .transform(Number);
}

function isWholeNumber(text: string, min: number, max: number): boolean {
  return /^-?\d{1,16}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

function describeRange(min: number, max: number): string {
  if (max !== Number.MAX_SAFE_INTEGER) return `must be a whole number from ${min} to ${max}`;
  return min === Number.MIN_SAFE_INTEGER
    ? 'must be a whole number'
    : `must be a whole number of at least ${min}`;
}

function isHttpUrl(text: string): boolean {
  const { protocol, search, hash } = URL.parse(text) ?? {};
  return /^https?:$/.test(protocol ?? '') && !search && !hash;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

const truthy = new Set(['1', 'true', 'on', 'yes']);
const falsy = new Set(['0', 'false', 'off', 'no']);
