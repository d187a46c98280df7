using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>Sanitised text cut or padded to a cell, by the columns that it takes on a terminal.</summary>
public static class CellText
{
    /// <summary>Left-aligned; what does not fit ends in an ellipsis.</summary>
    public static string Left(string text, int width) => Pad(Fit(text, width, TerminalText.Start(text, width - 1) + "…"), width);

    /// <summary>
    /// Left-aligned; a name that does not fit loses its middle: its beginning tells it from its neighbours, its end where it belongs.
    /// </summary>
    public static string KeepEnds(string text, int width)
    {
        var end = width * 3 / 5;
        return Pad(Fit(text, width, $"{TerminalText.Start(text, width - 1 - end)}…{TerminalText.End(text, end)}"), width);
    }

    /// <summary>Left-aligned; what does not fit loses its beginning.</summary>
    public static string KeepEnd(string text, int width) => Pad(Fit(text, width, "…" + TerminalText.End(text, width - 1)), width);

    /// <summary>Right-aligned, for numbers.</summary>
    public static string Right(string text, int width)
    {
        var cell = Fit(text, width, TerminalText.Start(text, width - 1) + "…");
        return new string(' ', width - TerminalText.Columns(cell)) + cell;
    }

    private static string Fit(string text, int width, string cut) => TerminalText.Columns(text) <= width ? text : width <= 0 ? "" : cut;

    private static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - TerminalText.Columns(text)));
}
