using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Presentation;

/// <summary>Sanitised lines that are longer than the screen is wide, over several: all of it can be read.</summary>
internal static class FoldText
{
    private const int Indent = 2;
    private const int Narrowest = 10;

    /// <summary>What goes on stands further in than where the line began; breaks are at blanks where there is one not too far back.</summary>
    public static IEnumerable<string> Lines(IEnumerable<string> lines, int width) => lines.SelectMany(line => Lines(line, width));

    private static List<string> Lines(string line, int width)
    {
        if (TerminalText.Columns(line) <= width || width < Narrowest) return [line];
        var pieces = new List<string>();
        var lead = "";
        var further = new string(' ', Math.Min(width / 2, line.Length - line.TrimStart(' ').Length + Indent));
        while (TerminalText.Columns(line) > width - lead.Length)
        {
            var piece = TerminalText.Start(line, width - lead.Length);
            var blank = piece.LastIndexOf(' ');
            if (line[piece.Length] != ' ' && blank > piece.Length * 2 / 3) piece = piece[..blank];
            pieces.Add(lead + piece);
            line = line[piece.Length..].TrimStart(' ');
            lead = further;
        }

        pieces.Add(lead + line);
        return pieces;
    }
}
