//! Twenty-five questions as a desk would say them.

import type { PartWire, QuestionWire } from "../generated/desk";
import { code, option, said } from "./writing";

const choose = (min: number, max: number, ...lines: string[]): PartWire => ({
  is: "choice", interaction: "answer", prompt: null, min, max, options: lines.map((line, place) => option(`o${place + 1}`, line)),
});
const text = (...blocks: Parameters<typeof said>): PartWire => ({ is: "text", wording: said(...blocks) });

const route = `gMux.Handle("/api/catalog/reports",
    h.ProviderMiddleware(
        h.AuthMiddleware(
            h.SessionInjectorMiddleware(h.ReportsHandler),
            models.ProviderAuth))).
    Methods("GET")`;

const written: Array<{ parts: PartWire[]; points?: string }> = [
  { parts: [text("Which component of Meshery keeps the state of a cluster up to date?"), choose(1, 1, "The adapter", "MeshSync", "The broker", "The provider")] },
  { parts: [text("Which two files does a new adapter need before its operations are shown?"), choose(2, 2, "An operation template", "A capability registration", "A `docker-compose.yaml`", "A provider token", "A dashboard")], points: "2" },
  { parts: [text("What does a Remote Provider add to a local one?"), choose(1, 1, "Identity and persistence", "A second cluster", "A faster broker", "Nothing")] },
  { parts: [text("What must a new MeshKit error have before it can be merged?"), choose(1, 1, "A unique code", "A stack trace", "A severity of `Fatal`", "A translation")] },
  { parts: [text("Write the make target that builds and starts the server."), { is: "text-entry", interaction: "answer", prompt: said("The target alone, without `make`."), max_chars: 40, text: "", accepted: null }] },
  { parts: [text("Read the table, then say which port the broker listens on.", { is: "table", head: [["Service"], ["Port"], ["Protocol"]].map((cell) => [{ is: "text", words: cell[0] ?? "" }]), rows: [["server", "9081", "HTTP"], ["broker", "4222", "NATS"]].map((row) => row.map((words) => [{ is: "text", words }])) }), { is: "text-entry", interaction: "answer", prompt: null, max_chars: 10, text: "", accepted: null }] },
  { parts: [text("A histogram has these buckets. Which is the share above the third?", { is: "math", tex: "s = \\frac{n_4 + n_5}{\\sum_{i=1}^{5} n_i}" }), choose(1, 1, "12 %", "18 %", "25 %", "A third")] },
  { parts: [text("Which statement about Meshery’s SQLite database is correct?"), choose(1, 1, "It is rebuilt at every start.", "It holds the registry of models.", "It is shared between users.", "It lives in the cluster.")] },
  { parts: [text("Which of these are events that a user sees? Choose all that fit."), choose(1, 4, "A design was saved", "A token expired", "A goroutine ended", "An operation failed")], points: "3" },
  { parts: [text("What does `mesheryctl system check` look at first?"), choose(1, 1, "The Docker socket", "The Kubernetes API", "The Meshery version", "The disk")] },
  { parts: [text("Match each source of an event with the severity it should carry."), choose(2, 2, "Informational: a sync ended", "Error: a deploy failed", "Alert: a click", "Critical: a tooltip")] },
  { parts: [text("A contributor adds this route to `server/router/server.go`. What happens to a `GET` request before `ReportsHandler` sees it?", code("Go", route)),
    choose(1, 1, "The session is injected, then the user is authenticated, then the provider is looked up.", "The provider is looked up, then the user is authenticated, then the session is injected.", "Nothing: `models.ProviderAuth` lets every request through.", "The three wrappers run at the same time, and the slowest one decides.")], points: "2" },
];

const more = [
  "Which header carries the provider of a request?", "Where does a design keep the order of its components?", "Which policy language evaluates relationships?",
  "Which command shows the status of every adapter?", "What does a component’s `apiVersion` decide?", "Who may change a published design?",
  "Which make target regenerates the GraphQL resolvers after an edit?", "Which of these is not part of a model?", "Put the steps of a schema-driven change in order.",
  "What does an empty `status` of a connection mean?", "Where is a capability matrix read from?", "Which flag keeps the context of a cluster?", "What is a pattern in Meshery, since version 0.6?",
];

export const questions: QuestionWire[] = [
  ...written,
  ...more.map((line) => ({ parts: [text(line), choose(1, 1, "The first of these", "The second of these", "Both of these", "None of these")], points: "1" })),
].map((question, place) => ({
  item: `q${place + 1}`, number: place + 1, points: question.points ?? "1", stimulus: null, parts: question.parts, flagged: false, note: "", report: "",
}));
