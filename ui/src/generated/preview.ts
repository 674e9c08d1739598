// Written by `cargo test -p invigil-desk --test wire` with INVIGIL_WRITE_GOLDEN=1. Do not edit.
import type { Explained, QuestionWire, WordingWire } from "./desk";

export type PreviewState = { 
/**
 * Which reading this is: another number after each save.
 */
seen: number, 
/**
 * Whether keys are shown from the start.
 */
keys: boolean, 
/**
 * In order of their files.
 */
banks: Array<PreviewBank>, };
export type PreviewBank = { 
/**
 * Its file, as the author named it.
 */
file: string, 
/**
 * What people call it; empty where it cannot be read.
 */
title: string, 
/**
 * Its items, in the order of the file; none where it cannot be read.
 */
items: Array<PreviewLine>, 
/**
 * What is wrong with the bank as a whole, or why it cannot be read.
 */
remarks: Array<PreviewRemark>, };
export type PreviewLine = { 
/**
 * The author's name for it.
 */
item: string, 
/**
 * Its first words.
 */
words: string, 
/**
 * The language of those words.
 */
lang: string, 
/**
 * The worst that is said of it: `error`, `warning`, `note`; none for nothing.
 */
worst: string | null, };
export type PreviewItem = { 
/**
 * The question, as a candidate has it.
 */
question: QuestionWire, 
/**
 * How many items its bank has.
 */
of: number, 
/**
 * The bank's file.
 */
file: string, 
/**
 * Where it begins in the file.
 */
line: number, 
/**
 * What its author says of it, by the name of the field.
 */
facts: Array<PreviewFact>, 
/**
 * What the linter says of it.
 */
remarks: Array<PreviewRemark>, };
export type PreviewFact = { 
/**
 * Its name in the source.
 */
field: string, 
/**
 * What it says.
 */
value: string, };
export type PreviewRemark = { 
/**
 * The rule's name, a section of docs/lint.md; or a reader's code.
 */
rule: string, 
/**
 * `error`, `warning` or `note`.
 */
level: string, 
/**
 * File and line, as an editor takes it: `bank.yaml:12`.
 */
place: string, 
/**
 * What is wrong: a sentence in English, as in every report.
 */
what: string, 
/**
 * What to do: a sentence.
 */
hint: string, 
/**
 * Why its authors accept it, where they do.
 */
silenced: string | null, };
export type PreviewKey = { 
/**
 * The question with the author's answer and what is right, as a candidate may read it afterwards.
 */
explained: Explained, 
/**
 * Other sets of options that are right as well: by interaction, what each set says.
 */
also: Array<Array<WordingWire>>, };
