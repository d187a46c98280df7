using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Names;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Fuzz.Targets;

/// <summary>Text that users paste from mails and reports: names, addresses, times, and patterns to search names by.</summary>
/// <remarks>The first octet of an input says which parser takes the text, the rest is UTF-8.</remarks>
public sealed class TextTarget : FuzzTarget
{
    private const int Kinds = 8;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_764_000_000);

    private static readonly string[] Parts =
    [
        "www", "example", "com", ".", ".", "*", "?", "[a-f0]", "[!x]", "\\", "\\046", "\\.", "192.0.2.1", "/24", "2001:db8::", "-", "xn--bcher-kva", "bücher", "。", "\u202e", " ", "\u001b",
        "(", ")", "|", "{2}", "{1,9}", "+", "^", "$", "\\d", "\\b", "(?:", "(?i)", "(?=", "\\1", "1w2d", "3600", "2026-03-01", "T10:00:00Z", "_", "\ud83d\ude00", "TYPE", "257", "_dns",
    ];

    private static readonly byte[][] Names =
    [
        [0], [.. "\u0003www\u0007example\u0003com\0"u8], [4, (byte)'a', (byte)'.', 0, 0xFF, 1, (byte)'b', 0], [.. "\u0006paypa1\u0004test\0"u8],
    ];

    public override string Name => "text";

    public override int MaxLength => 1_200;

    public override int MeanAllocation => 262_144; // a regular expression is a program

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. Parts.Select(Encoding.UTF8.GetBytes)];

    public override IEnumerable<byte[]> Seeds()
    {
        string[] texts = ["www.example.com", "*.example.com.", "example.*", "192.0.2.0/24", "2001:db8::1-2001:db8::9", "-3600", "w*[a-z]?.com", "^www\\.(a|b)+\\.com$", "paypal"];
        for (var kind = 0; kind < Kinds; kind++)
        {
            foreach (var text in texts) yield return [(byte)kind, .. Encoding.UTF8.GetBytes(text)];
        }
    }

    public override void Generate(FuzzRandom random, FuzzBuffer input)
    {
        input.Add((byte)random.Below(Kinds));
        for (var parts = random.OneIn(20) ? random.Below(120) : random.Between(1, 9); parts > 0; parts--)
            input.Add(Tokens[random.Below(Tokens.Count)]);
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var text = Encoding.UTF8.GetString(input[1..]);
        switch (input[0] % Kinds)
        {
            case 0:
                ParseName(text);
                break;
            case 1:
                ParseLookup(text, inRData: false);
                break;
            case 2:
                ParseLookup(text, inRData: true);
                break;
            case 3:
                ParseOthers(text);
                break;
            case 4:
                Match(text, NamePatternKind.Substring);
                break;
            case 5:
                Match(text, NamePatternKind.Glob);
                break;
            case 6:
                Match(text, NamePatternKind.Fuzzy);
                break;
            default:
                if ((input[0] & 0x18) == 0) Match(text, NamePatternKind.Regex); // costs much more than the others
                break;
        }
    }

    private static void ParseName(string text)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength + 1];
        if (!DomainNameFormat.TryParse(text, name, out var length)) return;
        Check.That(DomainName.TryMeasure(name, out var measured) && measured == length, "text that was read as no name");
        Span<byte> again = stackalloc byte[DomainName.MaxLength + 1];
        Check.That(DomainNameFormat.TryParse(DomainNameFormat.ToText(name[..length]), again, out measured), "a name whose text is refused");
        Check.That(again[..measured].SequenceEqual(name[..length]), "a name whose text reads back as another");
        Check.That(NameArgument.Parse(text, out _) is not null, "a name that is no argument");
    }

    private static void ParseLookup(string text, bool inRData)
    {
        if (LookupArgument.TryParse(text, inRData, out var query, out var error))
        {
            Check.That(query is not null && error.Length == 0, "a lookup without query");
            if (query!.Name is { Length: > 0 } name)
                Check.That(DomainName.TryMeasure(name.Span, out var length) && length == name.Length, "a lookup for what is no name");
        }
        else
        {
            Check.That(error.Length > 0, "a refusal without reason");
        }
    }

    private static void ParseOthers(string text)
    {
        _ = AddressRange.TryParse(text, out _);
        if (TimeArgument.TryParse(text, Now, out var seconds)) Check.That(seconds is >= 0 and <= 253_402_300_799, "a time out of range");
        if (RDataTypes.TryParse(text, out var type)) Check.That(RDataTypes.TryParse(RDataTypes.Mnemonic(type), out var again) && again == type, "a type that does not read back");
    }

    private static void Match(string text, NamePatternKind kind)
    {
        NameMatcher matcher;
        try
        {
            matcher = NameMatcher.Create(new NameQuery { Pattern = text, Kind = kind });
        }
        catch (NamePatternException refusal)
        {
            Check.That(refusal.Message.Length > 0, "a refusal without reason");
            return;
        }

        Span<byte> written = stackalloc byte[DomainNameFormat.MaxTextLength];
        foreach (var name in Names)
        {
            if (!matcher.Matches(name)) continue;
            var length = DomainNameFormat.Write(name, written);
            Check.That(
                TrigramsLacking(matcher, written[..length]) <= matcher.TrigramsLost, "a name that matches without a piece that all matches have");
        }
    }

    /// <summary>How many different runs of three octets in a matcher's pieces a text lacks.</summary>
    private static int TrigramsLacking(NameMatcher matcher, ReadOnlySpan<byte> text)
    {
        var lacking = new HashSet<(byte, byte, byte)>();
        foreach (var piece in matcher.Pieces)
        {
            for (var at = 0; at + 3 <= piece.Length; at++)
            {
                if (text.IndexOf(piece.AsSpan(at, 3)) < 0) lacking.Add((piece[at], piece[at + 1], piece[at + 2]));
            }
        }

        return lacking.Count;
    }
}
