namespace PassiveDns.Tui.Presentation;

/// <summary>Text cut or padded to a cell. The text is presentation form, so one character is one column.</summary>
public static class CellText
{
    /// <summary>Left-aligned; what does not fit ends in an ellipsis.</summary>
    public static string Left(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : width == 0 ? "" : string.Concat(text.AsSpan(0, width - 1), "…");

    /// <summary>Left-aligned; a name that does not fit loses its middle: its beginning tells it from its neighbours, its end where it belongs.</summary>
    public static string KeepEnds(string text, int width)
    {
        if (text.Length <= width) return text.PadRight(width);
        if (width == 0) return "";
        var end = width * 3 / 5;
        return string.Concat(text.AsSpan(0, width - 1 - end), "…", text.AsSpan(text.Length - end));
    }

    /// <summary>Left-aligned; what does not fit loses its beginning.</summary>
    public static string KeepEnd(string text, int width) =>
        text.Length <= width ? text.PadRight(width) : width == 0 ? "" : string.Concat("…", text.AsSpan(text.Length - width + 1));

    /// <summary>Right-aligned, for numbers.</summary>
    public static string Right(string text, int width) =>
        text.Length <= width ? text.PadLeft(width) : width == 0 ? "" : string.Concat(text.AsSpan(0, width - 1), "…");
}
