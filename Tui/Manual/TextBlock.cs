namespace PassiveDns.Tui.Manual;

/// <summary>A paragraph of a topic, or lines that stand as they are, without their indent.</summary>
internal sealed record TextBlock(bool IsVerbatim, IReadOnlyList<string> Lines)
{
    private const string Indent = "    ";

    /// <summary>The blocks of a text: empty lines part them, and an indent of four blanks says that they stand as they are.</summary>
    public static IEnumerable<TextBlock> Of(IEnumerable<string> lines)
    {
        var block = new List<string>();
        foreach (var line in lines.Append(""))
        {
            if (line.Length > 0)
            {
                block.Add(line);
                continue;
            }

            if (block.Count > 0) yield return Make(block);
            block = [];
        }
    }

    private static TextBlock Make(List<string> lines) =>
        lines[0].StartsWith(Indent, StringComparison.Ordinal) ? new TextBlock(true, [.. lines.Select(line => line[Indent.Length..])]) : new TextBlock(false, lines);
}
