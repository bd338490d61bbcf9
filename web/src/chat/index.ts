/** The conversation log and composer, shared by desk, interview and transcripts. */
export * from "./bubble";
export * from "./composer";
export * from "./log";
