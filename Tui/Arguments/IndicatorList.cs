using System.Text;
using PassiveDns.Formats;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Arguments;

/// <summary>An indicator of a list.</summary>
/// <param name="Text">As it stands there where it stands first; it may hold anything.</param>
/// <param name="Normalised">What it asks for, in one spelling: names with final dot, addresses as RFC 5952 has them.</param>
/// <param name="Place"><c>line 7</c>, <c>record 7</c> or a path in JSON, where it stands first.</param>
/// <param name="Query">Has side and name or addresses; the rest is the caller's.</param>
public sealed record ListedIndicator(string Text, string Normalised, string Place, RRsetQuery Query)
{
    /// <summary>How often it stands there again, in any spelling.</summary>
    public long Repeats { get; internal set; }
}

/// <summary>What stands in a list and is no indicator.</summary>
/// <param name="Text">The first of it; it may hold anything.</param>
/// <param name="Place">As <see cref="ListedIndicator.Place"/>.</param>
/// <param name="Reason">A clause.</param>
public sealed record RefusedIndicator(string Text, string Place, string Reason);

/// <summary>Indicators that somebody collected: one on each line, a column of a CSV file, a STIX bundle, a MISP event.</summary>
/// <remarks>
/// Which of these it is, is told from the content; a column has to be named. Lines may have comments behind <c>#</c>, <c>;</c> or <c>//</c>. See <see cref="IndicatorText"/>
/// for what an indicator may look like. Input is UTF-8, or UTF-16 with a byte order mark. Nothing in it throws, and all that is passed over is told.
/// </remarks>
public sealed class IndicatorList
{
    /// <summary>Octets that a line may have.</summary>
    public const int MaxLineLength = 65_536;

    /// <summary>Octets that JSON may have.</summary>
    public const int MaxJsonLength = 64 << 20;

    /// <summary>Different indicators; what comes after them is refused.</summary>
    public const int MostIndicators = 1_000_000;

    /// <summary>Refusals that are listed; all are counted.</summary>
    public const int MostRefusals = 1_000;

    private const int MostCharacters = 256; // of a text that is refused

    private readonly List<ListedIndicator> _indicators = [];
    private readonly Dictionary<string, ListedIndicator> _known = new(StringComparer.Ordinal);
    private readonly List<RefusedIndicator> _refused = [];

    private IndicatorList()
    {
    }

    /// <summary>Each once, in the order of the input.</summary>
    public IReadOnlyList<ListedIndicator> Indicators => _indicators;

    /// <summary>The first of what is no indicator.</summary>
    public IReadOnlyList<RefusedIndicator> Refused => _refused;

    /// <summary>How much is no indicator.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Reads a list to its end.</summary>
    /// <param name="column">Of a CSV file: its name in the first record, or its number from 1; null for any other list.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnreadableFileException">The CSV file has no such column.</exception>
    /// <param name="name">Of the input, for error sentences.</param>
    public static IndicatorList Read(Stream input, string name, string? column = null)
    {
        var list = new IndicatorList();
        var octets = ToUtf8(input, out var first);
        if (column is not null) IndicatorCsv.Read(octets, name, column, list);
        else if (first is (byte)'{' or (byte)'[' && TryReadJson(octets, list, out octets)) return list;
        else list.ReadLines(octets);
        return list;
    }

    /// <summary>Takes an indicator, or refuses it.</summary>
    internal void Add(string text, string place)
    {
        if (!IndicatorText.TryParse(text, out var query, out var reason))
        {
            Refuse(text, place, reason);
            return;
        }

        var normalised = IndicatorText.Of(query!);
        if (_known.TryGetValue(normalised, out var known)) known.Repeats++;
        else if (_indicators.Count == MostIndicators) Refuse(text, place, "there are too many before it");
        else _indicators.Add(_known[normalised] = new ListedIndicator(text, normalised, place, query!));
    }

    internal void Refuse(string text, string place, string reason)
    {
        RefusedCount++;
        if (_refused.Count < MostRefusals) _refused.Add(new RefusedIndicator(text.Length <= MostCharacters ? text : text[..MostCharacters], place, reason));
    }

    private void ReadLines(Stream octets)
    {
        var lines = new LineReader(octets, MaxLineLength);
        while (lines.TryRead(out var line))
        {
            var place = $"line {lines.Number}";
            if (lines.IsTooLong) Refuse("", place, "it is too long");
            else if (WithoutComment(Encoding.UTF8.GetString(line)) is { Length: > 0 } text) Add(text, place);
        }
    }

    /// <summary>A comment begins the line, or stands behind a blank.</summary>
    private static string WithoutComment(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            var isStart = at == 0 || char.IsWhiteSpace(line[at - 1]);
            if (isStart && (line[at] is '#' or ';' || line.AsSpan(at).StartsWith("//", StringComparison.Ordinal))) return line[..at].Trim();
        }

        return line.Trim();
    }

    /// <summary>False where the content only looks like JSON; its lines are to be read then.</summary>
    private static bool TryReadJson(Stream octets, IndicatorList list, out Stream again)
    {
        using var content = new MemoryStream();
        var buffer = new byte[MaxLineLength];
        while (content.Length <= MaxJsonLength && octets.Read(buffer) is > 0 and var count) content.Write(buffer, 0, count);
        again = new JoinedStream(content.GetBuffer().AsMemory(0, (int)content.Length), octets);
        return IndicatorJson.TryRead(content.GetBuffer().AsMemory(0, (int)content.Length), list);
    }

    /// <summary>The content as UTF-8 without byte order mark.</summary>
    /// <param name="first">The first octet that is no blank; 0 where there is none near the start.</param>
    private static Stream ToUtf8(Stream input, out byte first)
    {
        var start = new byte[1_024];
        var length = input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var content = start.AsMemory(0, length);
        var encoding = content.Span switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (encoding is not null) return ToUtf8(Encoding.CreateTranscodingStream(new JoinedStream(content[2..], input), encoding, Encoding.UTF8), out first);
        if (content.Span.StartsWith("\uFEFF"u8)) content = content[3..];
        var trimmed = content.Span.TrimStart(" \t\r\n"u8);
        first = trimmed.IsEmpty ? (byte)0 : trimmed[0];
        return new JoinedStream(content, input);
    }
}
