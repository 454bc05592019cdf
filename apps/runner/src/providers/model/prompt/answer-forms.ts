/** The form in which a plan is asked for: what `PlanContent` is made of. */
const PLAN = `End your answer with exactly one \`\`\`json block of this form:

\`\`\`json
{
  "summary": "what should be done and why, in a few sentences",
  "tickets": [
    { "title": "imperative and short", "description": "what to do, and how one sees that it is done (Markdown)", "paths": ["src/file.ts"], "dependsOn": [] }
  ]
}
\`\`\`

One ticket is one change that can be reviewed alone; put them in the order in which they should be done. \`paths\` are files or folders of this repository, relative to its root, that the change touches; leave out those that do not exist yet. \`dependsOn\` are the numbers of earlier tickets of this list, counted from 1, that have to be done before this one can begin. No tickets means that there is nothing to do: say why in the summary.`;

/** The form in which a review is asked for: what `ReviewContent` is made of. */
const REVIEW = `End your answer with exactly one \`\`\`json block of this form:

\`\`\`json
{
  "verdict": "approve" or "request_changes",
  "summary": "what you think of it, in a few sentences",
  "comments": [
    { "path": "src/file.ts", "line": 12, "lines": 2, "text": "what is wrong here and why", "suggestion": "what should stand there instead, or null" }
  ]
}
\`\`\`

\`line\` is the first line of the file, counted from 1, that the comment is about, and \`lines\` how many lines; \`suggestion\` replaces exactly these lines. Comment on what matters: errors, risks, missing tests; not on taste.`;

export const ANSWER_FORMS = { plan: PLAN, review: REVIEW } as const;
