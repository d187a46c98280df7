using System.Globalization;
using System.Text;

namespace PassiveDns.Tui.Manual;

/// <summary>Writes a page in the language of man(7). Whatever is handed in stands on the page as it is, and is never taken for a request.</summary>
/// <remarks>Source: man(7) and roff(7) as groff 1.22 and mandoc 1.14 read them.</remarks>
internal sealed class Roff
{
    private const int Columns = 78;

    private readonly StringBuilder _page = new();

    /// <summary>Title, section 1, and what stands at foot and head. No date: the same program makes the same page.</summary>
    public void Title(string title, string source) =>
        _page.Append(CultureInfo.InvariantCulture, $".TH {Argument(title)} 1 \"\" {Argument(source)} \"pdns manual\"\n");

    public void Section(string title) => _page.Append(CultureInfo.InvariantCulture, $".SH {Argument(title)}\n");

    public void Subsection(string title) => _page.Append(CultureInfo.InvariantCulture, $".SS {Argument(title)}\n");

    public void Paragraph() => _page.Append(".PP\n");

    /// <summary>Running text.</summary>
    public void Text(string text)
    {
        var line = "";
        foreach (var word in text.Split(' ').Select(Escape))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                Line(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        Line(line);
    }

    private void Bold(string line) => Line($"\\fB{Escape(line)}\\fR");

    /// <summary>Bold lines, one below the other.</summary>
    public void Lines(IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0) _page.Append(".br\n");
            Bold(lines[i]);
        }
    }

    /// <summary>A term, and indented below it what it means.</summary>
    public void Term(string term, string description)
    {
        _page.Append(".TP\n");
        Bold(term);
        Text(description);
    }

    /// <summary>Lines that are not folded.</summary>
    private void Verbatim(IEnumerable<string> lines)
    {
        _page.Append(".RS 4\n.nf\n");
        foreach (var line in lines) Line(Escape(line));
        _page.Append(".fi\n.RE\n");
    }

    /// <summary>Paragraphs and indented lines, as topics have them.</summary>
    public void Body(IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var block in TextBlock.Of(lines))
        {
            if (!isFirst) Paragraph();
            if (block.IsVerbatim) Verbatim(block.Lines);
            else Text(string.Join(' ', block.Lines));
            isFirst = false;
        }
    }

    public override string ToString() => _page.ToString();

    /// <summary>A dot begins a request only at the beginning of a line. So does an apostrophe, but <see cref="Escape"/> leaves none.</summary>
    private void Line(string escaped) => _page.Append(escaped.StartsWith('.') ? "\\&" : "").Append(escaped).Append('\n');

    private static string Argument(string text) => $"\"{Escape(text)}\"";

    /// <summary>Characters that roff takes for something else, or typesets as another than the one to be copied.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => escaped.Append("\\e"),
                '-' => escaped.Append("\\-"),
                '\'' => escaped.Append("\\(aq"),
                '"' => escaped.Append("\\(dq"),
                '`' => escaped.Append("\\(ga"),
                '^' => escaped.Append("\\(ha"),
                '~' => escaped.Append("\\(ti"),
                < ' ' or 0x7F => escaped.Append(' '),
                > '~' => escaped.Append(CultureInfo.InvariantCulture, $"\\[u{rune.Value:X4}]"),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }
}
