using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Output;

namespace PassiveDns.Fuzz.Targets;

/// <summary>What others write: rdata in presentation format, lines of the Common Output Format, lists of indicators, names that stand for other characters.</summary>
/// <remarks>The first octet of an input says which reader takes the rest; for rdata two more say the type.</remarks>
public sealed class InterchangeTarget : FuzzTarget
{
    private const int Kinds = 4;

    private static readonly string[] Parts =
    [
        " ", "\t", "\n", "(", ")", "\"", "\\", "\\# ", "\\000", "\\255", ".", ",", "=", "-", ":", "::", "/", "!", "@", "0", "1", "4", "255", "256", "65535", "65536", "www.example.", "192.0.2.1", "2001:db8::1",
        "N ", "E ", "1m", "A", "TYPE65535", "key65535", "alpn=", "mandatory=", "port=", "ipv6hint=", "docpath=", "ech=", "AQID", "==", "c000", "20030322173103", "1:192.0.2.0/24",
        "{", "}", "[", "]", "null", "-1", "1e9", "9223372036854775807", "\\u0000", "\\ud800", "\"cond\":\"begin\",", "\"obj\":", "\"rrname\":\"a.\",", "\"rrtype\":\"TXT\",", "\"rdata\":", "\"time_first\":1,\"time_last\":2,",
        "\"bailiwick\":\".\",", "\"count\":", "{\"objects\":[", "{\"Event\":{", "\"Attribute\":[", "\"type\":\"domain\",", "\"value\":", "\"type\":\"indicator\",\"pattern\":\"[domain-name:value = 'a.example']\"",
        "hxxp://", "[.]", "(dot)", " dot ", "[:]", "*.", ".*", "#", ";", "xn--", "xn--pple-43d", "xn--80ak6aa92e", "\u202e", "\u3002", "\u00e9",
    ];

    private static readonly string[] Lines =
    [
        """{"count":5,"time_first":1,"time_last":2,"rrname":"www.example.com.","rrtype":"A","bailiwick":"example.com.","rdata":["192.0.2.2","192.0.2.1"]}""",
        """{"cond":"ongoing","obj":{"zone_time_first":1,"zone_time_last":2,"rrname":"a","rrtype":16,"rdata":"v=spf1 -all"}}""",
    ];

    private static readonly (RRType Type, string Text)[] Rdatas =
    [
        (RRType.SOA, "a. b. 1 2 3 4 5"), (RRType.TXT, "\"a\" \"b\""), (RRType.LOC, "42 21 54.000 N 71 6 18.000 W -24.00m 30m 10000m 10m"), (RRType.NSEC, "a. A MX TYPE1234"), (RRType.WKS, "192.0.2.1 6 25"),
        (RRType.HTTPS, "1 . alpn=\"h2,h3\" port=53 ipv4hint=192.0.2.1"), (RRType.APL, "1:192.0.2.0/24 !2:2001:db8::/32"), (RRType.RRSIG, "A 5 3 1 20030322173103 20030220173103 1 a. oJB1"), (RRType.HIP, "2 2001 AQID a."),
        (RRType.A, "\\# 4 c0000201"), (RRType.IPSECKEY, "10 1 2 192.0.2.38 AQID"), (RRType.A6, "64 ::1 a."), (RRType.NSEC3, "1 1 12 aabb 2t7b A"),
    ];

    private readonly byte[] _rdata = new byte[RDataParser.MaxLength(RRType.SOA)];
    private readonly byte[] _again = new byte[RDataParser.MaxLength(RRType.SOA)];
    private readonly CommonOutputRecord _record = new();

    public override string Name => "interchange";

    public override int MaxLength => 1_200;

    public override int MeanAllocation => 262_144; // the buffers of a list

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. Parts.Select(Encoding.UTF8.GetBytes)];

    public override IEnumerable<byte[]> Seeds()
    {
        foreach (var (type, text) in Rdatas) yield return [0, (byte)((ushort)type >> 8), (byte)type, .. Encoding.UTF8.GetBytes(text)];
        foreach (var line in Lines) yield return [1, .. Encoding.UTF8.GetBytes(line)];
        yield return [2, .. "hxxp://www[.]example[.]com/ # a\n192.0.2.0/24\n"u8];
        yield return [2, .. "{\"objects\":[{\"type\":\"domain-name\",\"value\":\"example.com\"}]}"u8];
        yield return [3, .. "\u000dxn--bcher-kva\u0003com\0"u8];
    }

    public override void Generate(FuzzRandom random, FuzzBuffer input)
    {
        input.Add((byte)random.Below(Kinds));
        if (input.Span[0] == 0)
        {
            var type = random.OneIn(8) ? (RRType)random.Below(ushort.MaxValue + 1) : (RRType)random.Below(270);
            input.Add((byte)((ushort)type >> 8));
            input.Add((byte)type);
        }

        for (var parts = random.OneIn(20) ? random.Below(120) : random.Between(1, 12); parts > 0; parts--) input.Add(Tokens[random.Below(Tokens.Count)]);
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var rest = input[1..];
        switch (input[0] % Kinds)
        {
            case 0 when rest.Length >= 2:
                ParseRData((RRType)((rest[0] << 8) | rest[1]), rest[2..]);
                break;
            case 1:
                ReadRecord(rest);
                break;
            case 2:
                ReadIndicators(rest.ToArray());
                break;
            case 3:
                ReadName(rest);
                break;
        }
    }

    private void ParseRData(RRType type, ReadOnlySpan<byte> text)
    {
        if (!RDataParser.TryParse(type, text, _rdata, out var length)) return;
        var rdata = _rdata.AsSpan(0, length);
        var written = RDataFormat.ToText(type, rdata);
        Check.That(RDataParser.TryParse(type, Encoding.ASCII.GetBytes(written), _again, out length), "rdata whose text is refused");
        Check.That(rdata.SequenceEqual(_again.AsSpan(0, length)), "rdata whose text reads back as another");
    }

    private void ReadRecord(ReadOnlySpan<byte> line)
    {
        var fault = _record.Read(line, out var rrset);
        Check.That((rrset is null) == (fault != CommonOutputFault.None || _record.IsFramingAlone), "a line that is neither an RRset nor told");
        if (rrset is null) return;
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        Check.That(rrset.ReadOwner(owner) > 0 && rrset.Negative is null, "an RRset without owner");
        Check.That(rrset.Window is { FirstMilliseconds: >= 0, Count: > 0 } window && window.FirstMilliseconds <= window.LastMilliseconds, "a window that is none");
        var set = rrset.RDataSet;
        var records = 0;
        while (RRsetKey.TryReadRData(ref set, out _)) records++;
        Check.That(records > 0 && set.IsEmpty, "a set of rdata that does not end");
    }

    private static void ReadIndicators(byte[] octets)
    {
        using var stream = new MemoryStream(octets);
        var list = IndicatorList.Read(stream, "-");
        foreach (var indicator in list.Indicators)
        {
            Check.That(indicator.Normalised.Length > 0 && indicator.Query.Side != LookupSide.All, "an indicator of nothing, or of everything");
            var defanged = Defang.Text(indicator.Normalised);
            Check.That(Defang.Text(defanged) == defanged, "what is defanged is changed when it is defanged again");
        }

        foreach (var refused in list.Refused) Check.That(refused.Reason.Length > 0, "a refusal without reason");
    }

    private static void ReadName(ReadOnlySpan<byte> octets)
    {
        if (!DomainName.TryMeasure(octets, out var length)) return;
        var name = octets[..length];
        if (InternationalName.Read(name) is { } shown)
            Check.That(TerminalText.Sanitise(shown.Text) == shown.Text, "a name for people that a terminal does not take");
        Check.That(DomainNameFormat.Parse(Refang.Text(Defang.Name(name))) is not null, "a name that cannot be refanged");
    }
}
