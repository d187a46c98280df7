namespace PassiveDns.Tui.Questions;

/// <summary>Why a text is no question, and where.</summary>
/// <param name="Start">First character of what is wrong.</param>
/// <param name="Length">Its characters; 0 where something is missing.</param>
/// <param name="Sentence">What was expected; without a final dot, for the caller to go on.</param>
public sealed record QuestionFault(int Start, int Length, string Sentence);
