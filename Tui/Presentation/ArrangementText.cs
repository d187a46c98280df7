using PassiveDns.Formats;
using PassiveDns.Tui.Output;
using PassiveDns.Tui.Screens;

namespace PassiveDns.Tui.Presentation;

/// <summary>What of a result is shown and how, in a clause.</summary>
internal static class ArrangementText
{
    /// <summary>Empty where all rows are shown as they were found.</summary>
    public static string Of(Arrangement arrangement) => string.Join("  ", Parts(arrangement));

    private static IEnumerable<string> Parts(Arrangement arrangement)
    {
        if (arrangement.Filter.Length > 0) yield return $"filter {TerminalText.Sanitise(arrangement.Filter)}";
        if (arrangement.Fence.AfterMilliseconds is { } after) yield return $"after {UtcText.Seconds(after)}";
        if (arrangement.Fence.BeforeMilliseconds is { } before) yield return $"before {UtcText.Seconds(before)}";
        if (arrangement.Fence.Strict) yield return "and within";
    }
}
