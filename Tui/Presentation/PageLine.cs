using PassiveDns.Tui.Questions;

namespace PassiveDns.Tui.Presentation;

/// <summary>A line of a page.</summary>
/// <param name="Target">What it stands for; null for text alone.</param>
public sealed record PageLine(IReadOnlyList<TextSpan> Spans, Question? Target = null);
