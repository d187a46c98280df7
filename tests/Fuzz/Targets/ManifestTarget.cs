using System.Text;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Fuzz.Targets;

/// <summary>MANIFEST.json, and the sources that a run holds as JSON: read whole, or refused with one sentence.</summary>
/// <remarks>An input that begins with '[' is a list of sources, any other a manifest, which gets a seal that fits it.</remarks>
public sealed class ManifestTarget : FuzzTarget
{
    private const string Sha = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Other = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string[] Values =
    [
        "0", "1", "-1", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e3", "1e999", "0.5", "null", "true", "{}", "[]", "\"\"",
        "\"\\ud800\"", "\"\\u0000\"", "\"x\"", "[1,2]", "\"6f1e1c9e-0000-4000-8000-000000000001\"", "\"" + Sha + "\"", "\"000002\"", "[[[[[[[[[]]]]]]]]]",
    ];

    private static readonly string[] Extra = ["\"colour\":1,", "\"format\":1,", "\"\\ud800\":0,", "\"\":0,"];

    private readonly Mutator _mutator;

    public ManifestTarget() => _mutator = new Mutator(this);

    public override string Name => "manifest";

    public override int MaxLength => 6_144;

    public override int MeanAllocation => 65_536;

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. Values.Concat(Extra).Concat(["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\"]).Select(Encoding.UTF8.GetBytes)];

    public override IEnumerable<byte[]> Seeds()
    {
        var run = """
            {"name":"000001","level":0,"rrset":{"octets":10,"sha256":"SHA"},"rdata":{"octets":20,"sha256":"SHA"},
            "rrsets":1,"sightings":2,"observations":3,"firstMilliseconds":4,"lastMilliseconds":5,"sources":["SHA"]}
            """;
        var manifest = """{"format":1,"archive":"6f1e1c9e-0000-4000-8000-000000000001","generation":7,"nextRun":3,"runs":[RUNS]""";
        string[] texts =
        [
            manifest.Replace("RUNS", "", StringComparison.Ordinal),
            manifest.Replace("RUNS", run, StringComparison.Ordinal),
            manifest.Replace("RUNS", run + "," + run.Replace("000001", "000002", StringComparison.Ordinal).Replace("SHA", Other, StringComparison.Ordinal).Replace("\"sightings\"", "\"negatives\":7,\"sightings\"", StringComparison.Ordinal), StringComparison.Ordinal),
            "[]",
        ];
        return texts.Select(text => Encoding.UTF8.GetBytes(text.Replace("SHA", Sha, StringComparison.Ordinal))).Append(SourceRecordJson.Write([SoundSource()]));
    }

    private static SourceRecord SoundSource()
    {
        var accounting = new Accounting { FramesRead = 6 };
        foreach (var outcome in Enum.GetValues<FrameOutcome>()) accounting.Add(outcome, 1);
        foreach (var outcome in Enum.GetValues<MessageOutcome>()) accounting.Add(outcome, 2);
        foreach (var fact in Enum.GetValues<AnalysisFact>()) accounting.Add(fact, 3);
        accounting.AddUnsupportedLinkType(147, 1);
        return new SourceRecord
        {
            Sha256 = Sha, Path = "a.pcap", Octets = 1, Format = "pcap", LinkTypes = [LinkType.Ethernet, LinkType.LinuxSll2], FirstPacketMilliseconds = 1,
            LastPacketMilliseconds = null, IsOneSided = false, Accounting = accounting, Damage = [new FileDamage(5, "cut")], ToolVersion = "0.1.0", Options = "--port 5300",
            StartedMilliseconds = 1, FinishedMilliseconds = 2,
        };
    }

    /// <summary>A sound text in which one to three values are others, or fields come or go.</summary>
    public override void Generate(FuzzRandom random, FuzzBuffer input)
    {
        var seeds = _seeds ??= [.. Seeds()];
        var text = Encoding.UTF8.GetString(seeds[random.Below(seeds.Length)]);
        for (var changes = random.Between(1, 3); changes > 0; changes--)
        {
            var colon = text.IndexOf(':', random.Below(text.Length));
            if (colon < 0) continue;
            var end = text.AsSpan(colon).IndexOfAny(",}]");
            if (end < 0) continue;
            text = random.Below(4) switch
            {
                0 when text.LastIndexOf('"', colon - 1) > 0 => text.Insert(text.LastIndexOf('"', Math.Max(0, colon - 2)), Extra[random.Below(Extra.Length)]),
                1 => text[..colon] + text[(colon + end)..],
                _ => text[..(colon + 1)] + Values[random.Below(Values.Length)] + text[(colon + end)..],
            };
        }

        input.Add(Encoding.UTF8.GetBytes(text));
        if (random.OneIn(4)) _mutator.Mutate(random, input, seeds[0]);
    }

    private byte[][]? _seeds;

    public override void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        try
        {
            if (octets is [(byte)'[', ..]) ReadSources(octets);
            else ReadManifest([.. octets, .. ManifestSeal.Of(octets)]);
        }
        catch (DamagedArchiveException refusal)
        {
            Check.That(refusal.Message.StartsWith("fuzz, octet ", StringComparison.Ordinal), "a refusal without its place");
        }
    }

    private static void ReadManifest(byte[] octets)
    {
        var manifest = ManifestReader.Read("fuzz", octets);
        var written = manifest.ToJson();
        Check.That(ManifestReader.Read("again", written).ToJson().Span.SequenceEqual(written.Span), "a manifest that does not read back");
    }

    private static void ReadSources(byte[] octets)
    {
        var sources = SourceRecordJson.Read("fuzz", 0, octets);
        var written = SourceRecordJson.Write(sources);
        Check.That(SourceRecordJson.Write(SourceRecordJson.Read("again", 0, written)).AsSpan().SequenceEqual(written), "sources that do not read back");
        foreach (var source in sources) _ = source.Accounting.IsBalanced; // as verify asks
    }
}
