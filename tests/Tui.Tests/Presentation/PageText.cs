using PassiveDns.Tui.Presentation;

namespace PassiveDns.Tui.Tests.Presentation;

/// <summary>Pages as they read.</summary>
internal static class PageText
{
    public static string[] Text(this IEnumerable<PageLine> lines) => [.. lines.Select(Text)];

    public static string Text(this PageLine line) => string.Concat(line.Spans.Select(span => span.Text)).TrimEnd();

    /// <summary>With what Enter asks about behind each line.</summary>
    public static string[] WithTargets(this IEnumerable<PageLine> lines) =>
        [.. lines.Select(line => line.Target is { } target ? $"{line.Text()} -> {target.Text}" : line.Text())];
}
