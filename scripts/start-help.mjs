/** What `npm start -- --help` says. */
export const help = `npm start: sets up what is missing, then runs the server until Ctrl-C. It takes no options but --help.

Settings are environment variables; those that are set most:
  LIME_PORT=4310            where it listens, with LIME_HOST=127.0.0.1
  LIME_DATA=.lime           its data folder
  DATABASE_URL=postgres://… a database of yours, instead of the one that comes with it
  ANTHROPIC_API_KEY, OPENAI_API_KEY   for agents with a language model
All of them: README.md, "Settings". What else can be done: npx lime help
`;
