using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.Formats.Tests.Dns.RData;

/// <summary>Presentation format beside that of dnspython, which was written by others from the same RFCs.</summary>
public partial class RDataDifferentialTests
{
    private const int PerType = 60;

    /// <summary>Reads lines of type number and hexadecimal rdata; writes the text of each, or ! and the exception.</summary>
    private const string Script = """
        import sys, dns.rdata, dns.rdatatype
        for line in sys.stdin:
            number, octets = (line.split() + [""])[:2]
            octets = bytes.fromhex(octets)
            try:
                rdata = dns.rdata.from_wire(1, int(number), octets, 0, len(octets))
                spaced = rdata.rdtype in (61, 108, 109) # OPENPGPKEY, EUI48, EUI64 set the size of chunks themselves
                sys.stdout.write((rdata.to_text() if spaced else rdata.to_text(chunksize=0)) + "\n")
            except Exception as e:
                sys.stdout.write("!" + type(e).__name__ + " " + str(e) + "\n")
        """;

    /// <summary>Types that dnspython has no class for: it writes their octets.</summary>
    private static readonly HashSet<RRType> OpaqueToDnspython =
    [
        RRType.MD, RRType.MF, RRType.MB, RRType.MG, RRType.MR, RRType.MINFO, RRType.SIG, RRType.KEY, RRType.NXT, RRType.RKEY, RRType.TALINK,
        RRType.HHIT, RRType.BRID, RRType.RESINFO, RRType.WALLET, RRType.CLA, RRType.TA, RRType.EID, RRType.NIMLOC, RRType.ATMA, RRType.A6,
        RRType.SINK, RRType.DOA, RRType.DSYNC, RRType.IPN,
    ];

    /// <summary>Where dnspython writes the same otherwise: why, and what makes both alike.</summary>
    private static readonly Dictionary<RRType, (string Why, Func<string, string> Alike)> Differences = new()
    {
        [RRType.SVCB] = ("quotes every value; knows the keys up to 6 only", AlikeSvcb),
        [RRType.HTTPS] = ("quotes every value; knows the keys up to 6 only", AlikeSvcb),
        [RRType.TSIG] = ("has a second space where there is no MAC", text => text.Replace("  ", " ", StringComparison.Ordinal)),
        [RRType.TKEY] = ("writes times and errors as numbers and leaves out lengths: algorithm and mode are alike", text => text.Split(' ')[0] + text.Split(' ')[3]),
        [RRType.LOC] = ("leaves out default sizes and writes others with decimals", text => string.Join(' ', text.Split(' ').Take(9))),
        [RRType.GPOS] = ("writes no quotes", text => text.Replace("\"", "", StringComparison.Ordinal)),
        [RRType.CERT] = ("has mnemonics of its own for some algorithms", AlikeCert),
        [RRType.NSEC] = ("knows fewer types by mnemonic", AlikeTypes),
        [RRType.NSEC3] = ("knows fewer types by mnemonic, pads base32hex", text => AlikeTypes(text.Replace("=", "", StringComparison.Ordinal))),
        [RRType.CSYNC] = ("knows fewer types by mnemonic", AlikeTypes),
        [RRType.RRSIG] = ("knows fewer types by mnemonic", AlikeTypes),
        [RRType.WKS] = ("ends in a space without ports", text => text.TrimEnd()),
        [RRType.IPSECKEY] = ("ends in a space without key", text => text.TrimEnd()),
    };

    /// <summary>What dnspython refuses to read although the octets fit the layout: an example, a word of its complaint, and why.</summary>
    private static readonly (RRType Type, string Wire, string Error, string Why)[] Refusals =
    [
        (RRType.DS, "ec45 05 01 2bb1", "digest", "digests of another length than their type has; type 0"),
        (RRType.DLV, "ec45 05 01 2bb1", "digest", "as DS"),
        (RRType.CDS, "ec45 05 01 2bb1", "digest", "as DS, but for the delete form"),
        (RRType.ZONEMD, "00000001 00 01 c680", "reserved", "scheme 0, algorithm 0"),
        (RRType.ZONEMD, "00000001 01 01 c680", "digest", "digests of another length than their algorithm has"),
    ];

    [Fact]
    public void Text_is_that_of_dnspython()
    {
        var rows = Examples().Concat(Refusals.Select(refusal => (refusal.Type, RData: Hex.Octets(refusal.Wire)))).Concat(Generated()).ToList();
        var theirs = AskDnspython(rows, Script);
        var differing = rows.Zip(theirs).Select(pair => Difference(pair.First.Type, pair.First.RData, pair.Second)).OfType<string>().ToList();
        Assert.True(differing.Count == 0, $"{differing.Count} of {rows.Count}\n{string.Join('\n', differing.Take(20))}");

        Assert.All(Refusals, refusal => Assert.Contains(rows.Zip(theirs), pair => IsRefusal(refusal, pair.First.Type, pair.Second)));
    }

    /// <summary>What dnspython writes, with its blanks between digits, its quotes and its times, is read as the octets that it was made of.</summary>
    [Fact]
    public void Text_of_dnspython_is_read()
    {
        var rows = Examples().Concat(Generated()).Where(row => !OpaqueToDnspython.Contains(row.Type) && row.Type is not (RRType.TSIG or RRType.TKEY)).ToList();
        var theirs = AskDnspython(rows, Script.Replace("rdata.to_text() if spaced else rdata.to_text(chunksize=0)", "rdata.to_text()", StringComparison.Ordinal));
        var compared = 0;
        foreach (var ((type, rdata), text) in rows.Zip(theirs))
        {
            if (text.StartsWith('!') || SaysLess(type, rdata)) continue;
            var read = RDataParser.Parse(type, type == RRType.CERT ? AlikeCert(text) : text);
            if (read is null || !read.AsSpan().SequenceEqual(rdata))
                Assert.Fail($"{RDataTypes.Mnemonic(type)} {Hex.Text(rdata)}\n  theirs {text}\n  read   {(read is null ? "no" : Hex.Text(read))}");
            compared++;
        }

        Assert.True(compared > 2_000, $"only {compared}");
    }

    private static string[] AskDnspython(List<(RRType Type, byte[] RData)> rows, string script)
    {
        var python = ExternalProgram.Find("python3");
        Assert.SkipUnless(python is not null && ExternalProgram.Run(python, ["-c", "import dns.rdata"], "").ExitCode == 0,
            "dnspython (Debian package python3-dnspython) is not installed");

        var input = new StringBuilder();
        foreach (var (type, rdata) in rows) input.Append(CultureInfo.InvariantCulture, $"{(int)type} {Hex.Text(rdata)}\n");
        var (exitCode, output, errors) = ExternalProgram.Run(python, ["-c", script], input.ToString());
        Assert.True(exitCode == 0, errors);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(rows.Count, lines.Length);
        return lines;
    }

    private static string? Difference(RRType type, byte[] rdata, string theirs)
    {
        var ours = RDataFormat.ToText(type, rdata);
        if (Refusals.Any(refusal => IsRefusal(refusal, type, theirs))) return null;
        if (SaysLess(type, rdata) && !theirs.StartsWith('!')) return null;
        if (OpaqueToDnspython.Contains(type))
            return theirs.StartsWith(@"\#", StringComparison.Ordinal) ? null : $"{RDataTypes.Mnemonic(type)} is no longer opaque to dnspython: {theirs}";
        var (left, right) = Differences.TryGetValue(type, out var difference) ? (difference.Alike(ours), difference.Alike(theirs)) : (ours, theirs);
        return left == right ? null : $"{RDataTypes.Mnemonic(type)} {Hex.Text(rdata)}\n  ours   {left}\n  theirs {right}";
    }

    /// <summary>Its text leaves out octets without which it cannot be read back: zeros behind the last port, sizes of nothing, an empty sub-address.</summary>
    private static bool SaysLess(RRType type, byte[] rdata) => type switch
    {
        RRType.LOC or RRType.WKS => RDataFormat.ToText(type, rdata).StartsWith(@"\#", StringComparison.Ordinal),
        RRType.ISDN => RDataFormat.ToText(type, rdata).EndsWith(" \"\"", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsRefusal((RRType Type, string Wire, string Error, string Why) refusal, RRType type, string text) =>
        refusal.Type == type && text.StartsWith('!') && text.Contains(refusal.Error, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(RRType Type, byte[] RData)> Examples()
    {
        foreach (var (_, mnemonic, wire, _) in RDataExamples.All.Select(row => row.Data))
        {
            Assert.True(RDataTypes.TryParse(mnemonic, out var type));
            yield return (type, Hex.Octets(wire));
        }
    }

    private static IEnumerable<(RRType Type, byte[] RData)> Generated()
    {
        var generator = new RDataGenerator(seed: 9_460);
        foreach (var type in RDataTypes.All.Where(type => RDataTypes.Fields(type).Length > 0))
        {
            for (var round = 0; round < PerType; round++) yield return (type, generator.Next(type));
        }
    }

    /// <summary>Values of keys that dnspython has no form for are left out: it writes their octets.</summary>
    private static string AlikeSvcb(string text) => NewerValue().Replace(text, match => match.Groups["key"].Value)
        .Replace("key9", "tls-supported-groups", StringComparison.Ordinal)
        .Replace("key10", "docpath", StringComparison.Ordinal)
        .Replace("key7=", "dohpath=", StringComparison.Ordinal)
        .Replace("key8", "ohttp", StringComparison.Ordinal)
        .Replace("key11", "pvd", StringComparison.Ordinal)
        .Replace("key12", "oots", StringComparison.Ordinal)
        .Replace("key7", "dohpath", StringComparison.Ordinal)
        .Replace("\"", "", StringComparison.Ordinal);

    [GeneratedRegex("""(?<key>tls-supported-groups|docpath|key9(?!\d)|key10(?!\d))(="([^"\\]|\\.)*"|=[^ ]+)?""", RegexOptions.ExplicitCapture)]
    private static partial Regex NewerValue();

    private static string AlikeCert(string text) => text
        .Replace(" DSANSEC3SHA1 ", " DSA-NSEC3-SHA1 ", StringComparison.Ordinal)
        .Replace(" RSASHA1NSEC3SHA1 ", " RSASHA1-NSEC3-SHA1 ", StringComparison.Ordinal)
        .Replace(" ECCGOST ", " ECC-GOST ", StringComparison.Ordinal)
        .Replace(" ECC ", " 4 ", StringComparison.Ordinal);

    private static string AlikeTypes(string text) => string.Join(' ', text.Split(' ').Select(word =>
        RDataTypes.TryParse(word, out var type) ? $"TYPE{(int)type}" : word));
}
